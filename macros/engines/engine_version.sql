{% macro require_engine_version() %}
    {% do adapter.dispatch('require_engine_version', 'footfall')() %}
{% endmacro %}

{% macro default__require_engine_version() %}
{% endmacro %}

{% macro postgres__require_engine_version() %}
    {% set version = run_query("select current_setting('server_version_num'), current_setting('server_version')").rows[0] %}
    {% if version[0] | int < 160000 %}
        {% do exceptions.raise_compiler_error(
            "footfall: the server is PostgreSQL " ~ version[1] ~ "; reading JSON safely needs 16 or newer. "
            ~ "Build on a newer server, or copy the raw tables to one (footfall load)."
        ) %}
    {% endif %}
{% endmacro %}
