{% macro require_schema_apart_from(relation) %}
    {#- A company's own `+schema` for our marts reaches the audit models too, and would show everybody whose
        a pseudonym is. -#}
    {% if execute and this.schema | lower == relation.schema | lower %}
        {% do exceptions.raise_compiler_error(
            "footfall: " ~ this.identifier ~ " names real people and would stand in the schema '" ~ this.schema
            ~ "' of the marts. Set models: footfall: marts: audit: +schema in dbt_project.yml to a schema for"
            ~ " administrators, or +enabled: false."
        ) %}
    {% endif %}
{% endmacro %}
