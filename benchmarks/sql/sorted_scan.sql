select max(place)
from (
    select
        row_number() over (
            partition by user_key order by occurred_at, activity_id
        ) as place
    from marts.fct_activities
) as sorted
