{% test expression_is_true(model, expression) %}
    {#- Rows for which the expression is false or null. -#}
    select * from {{ model }}
    where not coalesce({{ expression }}, false)
{% endtest %}
