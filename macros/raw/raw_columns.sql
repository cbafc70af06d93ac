{% macro raw_columns(relation, required, system, table_var, is_optional=false) %}
    {#- The columns of a raw table, name -> data type in lower case; a sentence where the table or a
        required column is missing, or where it may not be read. An optional table that is missing or may not be
        read has no columns. While dbt parses, every type is ''. -#}
    {% if not execute %}{% do return(dict.fromkeys(required, '')) %}{% endif %}
    {% do footfall.require_engine_version() %}

    {% set columns = {} %}
    {% for column in footfall.relation_columns(relation) %}
        {% if 'unreadable' not in column %}
            {% do columns.update({column.name | lower: column.type}) %}
        {% elif not is_optional %}
            {% do exceptions.raise_compiler_error(
                'footfall: the raw table ' ~ relation ~ ' is there, but may not be read: ' ~ column.unreadable ~ '.'
            ) %}
        {% endif %}
    {% endfor %}

    {% if columns | length == 0 and is_optional %}{% do return(columns) %}{% endif %}
    {% if columns | length == 0 %}
        {% set way_out = "take '" ~ system ~ "' out of the var 'enabled_systems'"
            if system in footfall.systems() else "set the var 'hr_employees_required' to false" %}
        {% do exceptions.raise_compiler_error(
            "footfall: the raw table " ~ relation ~ " was not found. Load it, or set the vars '"
            ~ system ~ "_database', '" ~ system ~ "_schema' and '" ~ table_var ~ "' to where it is, or "
            ~ way_out ~ "."
        ) %}
    {% endif %}

    {% for name in required if name not in columns %}
        {% do exceptions.raise_compiler_error(
            "footfall: the raw table " ~ relation ~ " has no column '" ~ name ~ "'. It needs "
            ~ required | join(', ') ~ "; it has " ~ columns.keys() | join(', ')
            ~ ". Mend the load, or set the var '" ~ table_var ~ "' to the table that has them."
        ) %}
    {% endfor %}

    {% do return(columns) %}
{% endmacro %}
