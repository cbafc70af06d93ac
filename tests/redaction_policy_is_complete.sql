-- A class that the policy forgets is not shown at all: that is safe, but somebody should know.
with

redaction_policy as (

    {{ footfall.seed_select(
        ref('redaction_policy'), {'class': 'string', 'door': 'string', 'treatment': 'string'}
    ) | indent(4) }}

)

, expected as (

    {% for door in footfall.redaction_doors() %}
    {% set is_last_door = loop.last %}
    {% for class in footfall.redaction_classes() %}
    select
        '{{ class }}' as class_name
        , '{{ door }}' as door
    {% if not (is_last_door and loop.last) %}
    union all
    {% endif %}
    {% endfor %}
    {% endfor %}

)

select expected.*
from expected
left join redaction_policy
    on
        expected.class_name = redaction_policy.class
        and expected.door = redaction_policy.door
where redaction_policy.treatment is null
