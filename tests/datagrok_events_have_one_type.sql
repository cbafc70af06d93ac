-- Every kept event stands in one typed relation, and in no second one.
{{ config(enabled=footfall.is_enabled('datagrok')) }}

{% set relations = [
    'function_runs', 'query_runs', 'entity_runs', 'project_opens', 'dialogs', 'menu_clicks', 'ui_actions',
    'shares', 'entity_changes', 'errors', 'http_requests', 'viewer_renders', 'tutorials', 'package_tests',
    'test_runs', 'package_publications', 'produced_tables', 'comments', 'invitations', 'logins',
    'other_events',
] %}

with

kept_events as (

    select event_id from {{ ref('base_datagrok__events') }}
    where record_state = 'kept'

)

, typed_events as (

    {% for relation in relations %}
    select event_id from {{ ref('stg_datagrok__' ~ relation) }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

select
    kept_events.event_id
    , count(typed_events.event_id) as relations
from kept_events
left join typed_events on kept_events.event_id = typed_events.event_id
group by kept_events.event_id
having count(typed_events.event_id) <> 1
