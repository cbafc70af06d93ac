{% test not_null_columns(model, columns) %}
    {#- Rows in which any of the columns is null. One query looks at all columns that must be there. -#}
    select {{ columns | join(', ') }}
    from {{ model }}
    where
        {% for column in columns %}
        {{ 'or ' if not loop.first }}{{ column }} is null
        {% endfor %}
{% endtest %}
