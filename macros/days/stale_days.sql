{% macro in_stale_days(column='activity_date', around=0) -%}
    {#- A predicate: the days that the model is compiled for. True as long as nobody knows which they are: the model is
        that of the whole history. -#}
    {%- set days = model.get('days_to_build') -%}
    {%- set first_day = footfall.first_kept_day() if days is not none -%}
    {%- if first_day -%}
        {#- Raw rows of days that are no longer kept may be there still. -#}
        coalesce({{ column }} >= {{ footfall.date_literals([footfall.shift_day(first_day, -around)]) }}, true) and
    {% endif -%}
    {%- if days is none or days == 'all' -%}
        true
    {%- elif days is mapping -%}
        {{ footfall.is_between_days(column, days, around) }}
    {%- else -%}
        {{ footfall.is_in_days(column, days, around) }}
    {%- endif -%}
{%- endmacro %}


{% macro is_for_all_days() %}
    {#- Whether in_stale_days() leaves out none but days that are no longer kept. -#}
    {% do return(model.get('days_to_build') in [none, 'all']) %}
{% endmacro %}


{% macro compiled_for(days) %}
    {#- This model's SQL for some days. days: ISO dates in order; or {'from': ISO date, 'before': ISO date}, of which one
        may be missing: rows without a day are before the first; or 'all'. -#}
    {% if 'in_stale_days' not in model.raw_code %}
        {% do exceptions.raise_compiler_error(
            'footfall: ' ~ this ~ ' is rebuilt by day, but does not say where: it needs footfall.in_stale_days().'
        ) %}
    {% endif %}
    {% do model.update({'days_to_build': days}) %}
    {% do return(render(model.raw_code)) %}
{% endmacro %}


{% macro days_to_build(existing_relation, inputs, version) %}
    {#- ISO dates in order, or 'all'. -#}
    {% set is_there = existing_relation is not none and existing_relation.is_table %}
    {% if (
        not is_there or should_full_refresh() or footfall.recorded_build(model.unique_id)[0] != version
    ) %}
        {% set days = 'all' %}
    {% else %}
        {% set days = footfall.stale_days(inputs) %}
        {% if days and (footfall.is_every_day_stale(days, inputs) or footfall.has_event_across_days(days)) %}
            {% set days = 'all' %}
        {% endif %}
    {% endif %}
    {#- Days that are retired elsewhere cannot be built anew: all others are. -#}
    {% if days == 'all' and is_there and config.get('outlives_retention') and footfall.first_kept_day() %}
        {% do return(footfall.days_to_keep_built(inputs)) %}
    {% endif %}
    {% do return(days) %}
{% endmacro %}


{% macro stale_days(inputs) %}
    {#- The days, as ISO dates in order, that were built from something else than what is there now. -#}
    {% set changed = footfall.dates_of(
        'select coalesce(current_days.activity_date, built_days.activity_date) from ('
        ~ footfall.day_versions(inputs) ~ ') as current_days full outer join (' ~ footfall.built_days()
        ~ ') as built_days on current_days.activity_date = built_days.activity_date'
        ~ ' where current_days.built_from is distinct from built_days.built_from'
    ) %}
    {% if config.get('also_stale') %}
        {% do changed.extend(footfall.dates_of(footfall.query_of(config.get('also_stale')))) %}
    {% endif %}
    {% if footfall.reads_raw_rows(inputs) %}
        {% set changed = footfall.days_from(footfall.first_late_arrival_day(), changed) %}
    {% endif %}
    {% set changed = footfall.with_retirement(changed) %}

    {% set around = config.get('days_around') or 0 %}
    {% set near = footfall.days_around(changed, around) | select('in', footfall.current_days(inputs)) | list
        if changed and around else [] %}
    {% do return((changed + near) | unique | sort | list) %}
{% endmacro %}


{% macro query_of(macro_name) %}
    {#- The query of a macro that the model names in its config. -#}
    {% do return(context[model.package_name][macro_name]()) %}
{% endmacro %}


{% macro reads_raw_rows(inputs) %}
    {% do return(
        config.get('late_days_only') or inputs.versions | selectattr('config.is_raw', 'defined') | list | length > 0
    ) %}
{% endmacro %}


{% macro is_every_day_stale(days, inputs) %}
    {#- A new table is then quicker than to delete all rows of the old one. Never where raw rows are read: what has left
        the raw table may have to stay. -#}
    {% do return(
        not footfall.reads_raw_rows(inputs)
        and footfall.current_days(inputs).keys() | reject('in', days) | list | length == 0
    ) %}
{% endmacro %}


{% macro has_event_across_days(days) %}
    {#- Whether copies of an event of these days, or what was one, stand on other days too. Which of them counts
        cannot be known from these days alone. -#}
    {% if not config.get('event_days') %}{% do return(false) %}{% endif %}
    {#- Counted, for with `limit 1` PostgreSQL hopes to find one soon, and compares each with each where there is none. -#}
    {% do return(run_query(
        'with raw_days as (' ~ footfall.query_of(config.get('event_days')) ~ '), stale_events as (select event_id from raw_days'
        ~ ' where ' ~ footfall.is_in_days('activity_date', days) ~ ' union select ' ~ (config.get('event_id') or 'event_id')
        ~ ' from ' ~ this ~ ' where ' ~ footfall.is_in_days('activity_date', days) ~ ') select count(*) from raw_days'
        ~ ' inner join stale_events on raw_days.event_id = stale_events.event_id where not coalesce('
        ~ footfall.is_in_days('raw_days.activity_date', days) ~ ', false)'
    ).rows[0][0] > 0) %}
{% endmacro %}


{% macro has_event_of_two_days() %}
    {#- Whether copies of any event stand on several days. -#}
    {% if not config.get('event_days') %}{% do return(false) %}{% endif %}
    {%- set day = 'coalesce(activity_date, ' ~ footfall.date_literals([footfall.no_day()]) ~ ')' -%}
    {% do return(run_query(
        'select 1 from (' ~ footfall.query_of(config.get('event_days')) ~ ') as raw_days group by event_id having min(' ~ day
        ~ ') <> max(' ~ day ~ ') limit 1'
    ).rows | length > 0) %}
{% endmacro %}


{% macro first_late_arrival_day() %}
    {#- Raw rows of older days are looked at in a full refresh only. -#}
    {% do return(footfall.shift_day(footfall.as_of_day(), -var('late_arrival_days'))) %}
{% endmacro %}


{% macro unfinished_since() -%}
    {#- For a query of also_stale: what happened before was older than the var unfinished_after_hours when the table was
        last built, and is left alone. A run with an as_of_date stands for one at the end of that date. -#}
    {%- set last_read = 'max(built_at)' -%}
    {%- if var('as_of_date') -%}
        {%- set night = footfall.shift_day(footfall.as_of_day(), 1) ~ ' 00:00:00' -%}
        {%- set last_read = 'least(' ~ last_read ~ ", timestamp '" ~ night ~ "')" -%}
    {%- endif -%}
    (
        select {{ last_read }} - interval '{{ var('unfinished_after_hours') }}' hour
        from {{ footfall.builds() }}
        where node = '{{ model.unique_id }}'
    )
{%- endmacro %}


{% macro warn_of_old_changes(reconciliation) %}
    {#- What is older than late_arrival_days is repaired by a run that looks as far back. -#}
    {% if execute and load_relation(reconciliation) is not none %}
        {% set first_days = run_query(
            'select min(activity_date) from ' ~ reconciliation ~ ' where unexplained_rows <> 0 and activity_date < '
            ~ footfall.date_literals([footfall.first_late_arrival_day()])
        ) %}
        {% set first_day = first_days.rows[0][0] %}
        {% if first_day is not none %}
            {% set as_of_date = modules.datetime.date.fromisoformat(footfall.as_of_day()) %}
            {% set age = (as_of_date - modules.datetime.date.fromisoformat(footfall.iso_date(first_day))).days %}
            {% do exceptions.warn(
                "footfall: raw rows of " ~ footfall.iso_date(first_day) ~ " have changed, which is more than"
                ~ " late_arrival_days (" ~ var('late_arrival_days') ~ ") ago. This repairs it:"
                ~ " dbt build --vars '{late_arrival_days: " ~ age ~ "}'"
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}
