{# What becomes of each class of personal data, a row a door. A door that the seed forgets shows nothing. #}

with

redaction_policy as (

    {{ footfall.seed_select(
        ref('redaction_policy'), {'class': 'string', 'door': 'string', 'treatment': 'string'}
    ) | indent(4) }}

)

, salt as (

    select salt from {{ ref('base_footfall__pseudonym_salt') }}

)

, doors as (

    {% for door in footfall.redaction_doors() %}
    select '{{ door }}' as door
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

, final as (

    select
        doors.door
        , salt.salt
        {% for class in footfall.redaction_classes() %}
        , max(case when redaction_policy.class = '{{ class }}' then redaction_policy.treatment end) as {{ class }}
        {% endfor %}
    from doors
    cross join salt
    left join redaction_policy on doors.door = redaction_policy.door
    group by doors.door, salt.salt

)

select * from final
