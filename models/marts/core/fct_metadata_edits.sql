{{ config(materialized='view_if_changed') }}

{{ footfall.typed_facts(
    "activity_type = 'edit' and (system = 'amundsen' or workflow = 'Metadata')",
    columns={
        'edit_kind': 'coalesce(details.edit_kind, activities.action)',
        'edited_part': footfall.redact('details.edited_part', 'object_id', 'marts'),
    },
    lookups={
        'details': [ref('int_activity_details'), footfall.is_same_event('details')],
        'marts_policy': [ref('int_redaction_policy'), "marts_policy.door = 'marts'"],
    }
) }}
