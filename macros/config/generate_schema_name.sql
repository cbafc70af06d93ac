{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- `marts` is called `marts` on every engine: BI tools bind to the name. A project that
        installs footfall as a package and has a rule of its own keeps it. -#}
    {%- set schema = (custom_schema_name or target.schema) | trim -%}
    {%- if target.type == 'duckdb' and schema == target.database -%}
        {%- do exceptions.raise_compiler_error(
            "footfall: the DuckDB file is named like the schema '" ~ schema ~ "' in it, so that '" ~ schema
            ~ ".table' would be ambiguous. Give the file another name, e.g. by FOOTFALL_DUCKDB_PATH."
        ) -%}
    {%- endif -%}
    {{- schema -}}
{%- endmacro %}
