{% macro enabled_systems() %}
    {% do footfall.validate_vars() %}
    {% do return(var('enabled_systems')) %}
{% endmacro %}


{% macro is_enabled(system) %}
    {% do return(system in footfall.enabled_systems()) %}
{% endmacro %}


{% macro logged_systems() %}
    {% do return(footfall.enabled_systems() + footfall.custom_sources().keys() | list) %}
{% endmacro %}
