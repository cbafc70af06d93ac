{% macro typed_facts(condition, columns={}, lookups={}) -%}
    {#- The activities of one type over all systems, as a mart: what fct_activities has of them, their session, and
        columns of the systems' own, which the lookups bring. -#}
    {%- set in_session = 'activities.in_scope and activities.is_person and ' ~ footfall.is_in_session() -%}
    {{ footfall.typed_activities(
        ref('fct_activities'),
        condition,
        columns=dict(columns, session_id='session_parts.session_id'),
        lookups=dict(lookups, session_parts=[ref('agg_session_parts'), in_session])
    ) }}
{%- endmacro %}


{% macro is_same_event(relation) -%}
    {#- A condition of a join: what a relation with the systems' own keys says of an activity. -#}
    activities.system = {{ relation }}.system
        and activities.source_event_id = {{ relation }}.source_event_id
        and activities.activity_date = {{ relation }}.activity_date
{%- endmacro %}
