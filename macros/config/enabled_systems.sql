{% macro enabled_systems() %}
    {% do footfall.validate_vars() %}
    {% do return(var('enabled_systems')) %}
{% endmacro %}


{% macro is_enabled(system) %}
    {% do return(system in footfall.enabled_systems()) %}
{% endmacro %}


{% macro systems_with_accounts() %}
    {% do return(['datagrok', 'zoomdata', 'liblab']) %}
{% endmacro %}
