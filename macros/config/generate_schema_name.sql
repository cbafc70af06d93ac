{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- `marts` is called `marts` on every engine: BI tools bind to the name. A project that
        installs footfall as a package and has a rule of its own keeps it. -#}
    {{- (custom_schema_name or target.schema) | trim -}}
{%- endmacro %}
