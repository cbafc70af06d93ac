{% macro typed_activities(parent, condition, columns={}, lookups={}) %}
{{ config(access='public', contract={'enforced': true}) }}
with

activities as (

    select * from {{ parent }}
    where {{ condition }}

)
{% for name, lookup in lookups.items() %}
, {{ name }} as (

    select * from {{ lookup[0] }}

)
{% endfor %}
, final as (

    select
        {% for name in model.columns if execute %}
        {{ ', ' if not loop.first }}{{ columns[name] ~ ' as ' ~ name if name in columns else 'activities.' ~ name }}
        {% endfor %}
    from activities
    {% for name, lookup in lookups.items() %}
    left join {{ name }} on {{ lookup[1] }}
    {% endfor %}

)

select * from final
{% endmacro %}


{% macro ui_path_levels() %}
    {#- For typed_activities: the parts of a path of Datagrok's user interface. -#}
    {% set levels = {} %}
    {% for part in range(1, 6) %}
        {% do levels.update({
            'level_' ~ part: 'nullif(' ~ footfall.text_part('ui_path', "' / '", part) ~ ", '')"
        }) %}
    {% endfor %}
    {% do return(levels) %}
{% endmacro %}
