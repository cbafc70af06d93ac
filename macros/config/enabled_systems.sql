{% macro enabled_systems() %}
    {% if not execute %}{% do footfall.validate_vars() %}{% endif %}
    {% do return(var('enabled_systems')) %}
{% endmacro %}


{% macro is_enabled(system) %}
    {% do return(system in footfall.enabled_systems()) %}
{% endmacro %}


{% macro logged_systems() %}
    {% do return(footfall.enabled_systems() + footfall.custom_sources().keys() | list) %}
{% endmacro %}
