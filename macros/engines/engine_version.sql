{% macro require_engine_version() %}
    {% do adapter.dispatch('require_engine_version', 'footfall')() %}
{% endmacro %}

{% macro default__require_engine_version() %}
    {% do exceptions.raise_compiler_error(
        'footfall: it knows no ' ~ adapter.type() ~ '. Build on DuckDB, PostgreSQL or Spark, or write the macros of'
        ~ ' another engine as CONTRIBUTING.md says.'
    ) %}
{% endmacro %}

{% macro duckdb__require_engine_version() %}
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

{% macro spark__require_engine_version() %}
    {% set session = run_query("select split(version(), ' ')[0], current_timezone()").rows[0] %}
    {% if (session[0].split('.')[:2] | map('int') | list) < [4, 1] %}
        {% do exceptions.raise_compiler_error(
            "footfall: the engine is Spark " ~ session[0] ~ "; recursive queries need 4.1 or newer."
        ) %}
    {% endif %}
    {% if session[1] not in ['UTC', 'Etc/UTC', 'GMT', 'Z'] %}
        {% do exceptions.raise_compiler_error(
            "footfall: Spark's session is in the time zone " ~ session[1] ~ ", and times would be read as that. "
            ~ "Set spark.sql.session.timeZone to UTC in the profile's server_side_parameters, with method thrift "
            ~ "set:spark.sql.session.timeZone; dates go by the var 'reporting_timezone'."
        ) %}
    {% endif %}
    {#- dbt-spark turns it off in sessions of its own, not in those of a Thrift server. -#}
    {% if run_query('set spark.sql.ansi.enabled').rows[0][1] | lower == 'true' %}
        {% do exceptions.raise_compiler_error(
            "footfall: Spark's session is in ANSI mode, in which a list that ends early stops a query. Set "
            ~ "set:spark.sql.ansi.enabled to false in the profile's server_side_parameters."
        ) %}
    {% endif %}
{% endmacro %}
