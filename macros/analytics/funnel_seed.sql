{% macro number_of_funnel_steps() %}
    {#- The steps of the longest funnel of the seed. Before the seed is there, and in a unit test, as many as may be. -#}
    {% set seed = ref('funnels') %}
    {% set relation = load_relation(seed) if execute and seed.schema %}
    {% if not relation %}{% do return(footfall.most_funnel_steps()) %}{% endif %}
    {% set found = run_query('select max(cast(step_number as integer)) from ' ~ relation).rows[0][0] or 1 %}
    {% do return([found | int, footfall.most_funnel_steps()] | min) %}
{% endmacro %}


{% macro most_funnel_steps() %}
    {% do return(8) %}
{% endmacro %}


{% macro funnel_days() %}
    {#- How far back funnels of the seed look: 26 weeks, or the longest window. -#}
    {% do return([182, var('usage_windows') | max] | max) %}
{% endmacro %}


{% macro funnel_step_names() -%}
    {#- A query: funnel, step_number and step of the seed, once each. -#}
    select
        funnel
        , step_number
        , {{ footfall.min_text('step') }} as step
    from (
        {{ footfall.seed_select(ref('funnels'), {'funnel': 'string', 'step_number': 'bigint', 'step': 'string'}) | indent(8) }}
    ) as funnel_rows
    group by funnel, step_number
{%- endmacro %}
