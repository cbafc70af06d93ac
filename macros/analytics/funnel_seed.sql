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


{% macro fits_funnel_row(activities, funnel_rows) -%}
    {#- A condition: the activity is what a row of the seed asks for; what is empty asks for nothing. -#}
    {%- for column in ['system', 'action', 'activity_type', 'workflow', 'object_type', 'outcome'] -%}
    {{ 'and ' if not loop.first }}(
        coalesce({{ funnel_rows }}.{{ column }}, '*') = '*'
        or {{ footfall.fits_pattern(activities ~ '.' ~ column, funnel_rows ~ '.' ~ column) }}
    )
    {% endfor %}
{%- endmacro %}


{% macro funnel_seed_chain() %}
    {#- The steps of funnel_chain for the funnels of the seed, whose limits are columns. -#}
    {% set chain = [] %}
    {% for number in range(1, footfall.number_of_funnel_steps() + 1) %}
        {% do chain.append({
            'is_step': 'is_step_' ~ number,
            'within': 'within_' ~ number,
            'within_previous': 'within_previous_' ~ number,
            'after': 'after_' ~ number,
            'same': 'is_same_' ~ number,
        }) %}
    {% endfor %}
    {% do return(chain) %}
{% endmacro %}
