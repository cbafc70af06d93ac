{% macro seed_select(relation, columns) -%}
    {#- A query of a seed: the named columns, each of its type. A company's own seed has the types that dbt sees in its
        rows, so that numbers may stand where text is meant. -#}
    select
        {%- for name, data_type in columns.items() %}
        {{ footfall.raw_value(adapter.quote(name), '', data_type) }} as {{ adapter.quote(name) }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }}
{%- endmacro %}


{% macro spark__load_csv_rows(model, agate_table) %}
    {#- dbt-spark binds values as Python prints them: an empty field would be the text None, and an
        apostrophe would end the text. -#}
    {% set types = model['config'].get('column_types', {}) %}
    {% set rows = [] %}
    {% for row in agate_table.rows %}
        {% set values = [] %}
        {% for name in agate_table.column_names %}
            {% set text = 'null' if row[name] is none else footfall.quoted([row[name]]) %}
            {% do values.append(
                'cast(' ~ text ~ ' as ' ~ types.get(name, adapter.convert_type(agate_table, loop.index0)) ~ ')'
            ) %}
        {% endfor %}
        {% do rows.append('(' ~ values | join(', ') ~ ')') %}
    {% endfor %}
    {% set sql %}insert into {{ this.render() }} values {{ rows | join(', ') }}{% endset %}
    {% do adapter.add_query(sql, abridge_sql_log=True) %}
    {% do return(sql) %}
{% endmacro %}
