{% macro in_stale_days(column='activity_date', around=0) -%}
    {#- A predicate: the days that are to be rebuilt. It is true as long as nobody knows which they are: the
        compiled model is that of the whole history. -#}
    /* stale days of {{ column }}, {{ around }} around */ true
{%- endmacro %}


{% macro also_stale(query) -%}
    {#- The days that this query gives are stale too; it is run where the table is there. -#}
    /* also stale: {{ query }} */
{%- endmacro %}


{% macro unfinished_since() -%}
    {#- For also_stale: what happened before was older than the var unfinished_after_hours when the table was last
        built, and is left alone. The time is filled in where the query is run: in the model's code it would make
        another model of it with each run. -#}
    timestamp 'unfinished since'
{%- endmacro %}


{% macro with_unfinished_since(query, node) %}
    {#- A run with an as_of_date stands for one at the end of that date. -#}
    {% set last_read = 'max(built_at)' %}
    {% if var('as_of_date') %}
        {% set night = footfall.shift_day(footfall.as_of_day(), 1) ~ ' 00:00:00' %}
        {% set last_read = 'least(' ~ last_read ~ ", timestamp '" ~ night ~ "')" %}
    {% endif %}
    {% do return(query | replace(
        footfall.unfinished_since(),
        '(select ' ~ last_read ~ " - interval '" ~ var('unfinished_after_hours') ~ "' hour from " ~ footfall.builds()
        ~ " where node = '" ~ node.unique_id ~ "')"
    )) %}
{% endmacro %}


{% macro event_days(query, event_id='event_id') -%}
    {#- For events with an id of their own, whose copies may stand on several days. The query gives event_id and
        activity_date of every raw row; event_id here is how the table has it. -#}
    {#- The query may hold what ends or begins a comment, in a literal. -#}
    /* event days of {{ event_id }}: {{ query | replace('*/', '*{}/') | replace('/*', '/{}*') }} */
{%- endmacro %}


{% macro narrow_to_days(code, days) %}
    {#- The model of these days alone. days: ISO dates, in order; or {'from': ISO date, 'before': ISO date}, of
        which one may be missing: rows without a day are before the first. -#}
    {% set pieces = modules.re.split('/[*] stale days of ([\s\S]+?), ([0-9]+) around [*]/ true', code) %}
    {% if pieces | length == 1 %}
        {% do exceptions.raise_compiler_error(
            'footfall: ' ~ this ~ ' is rebuilt by day, but does not say where: it needs footfall.in_stale_days().'
        ) %}
    {% endif %}
    {% set narrowed = [] %}
    {% for piece in pieces %}
        {% if loop.index0 % 3 == 0 %}
            {% do narrowed.append(piece) %}
        {% elif loop.index0 % 3 == 1 %}
            {% set around = pieces[loop.index0 + 1] | int %}
            {% do narrowed.append(
                footfall.is_between_days(piece, days, around) if days is mapping
                else footfall.is_in_days(piece, days, around)
            ) %}
        {% endif %}
    {% endfor %}
    {% do return(narrowed | join('')) %}
{% endmacro %}


{% macro is_between_days(column, days, around) -%}
    {%- if 'from' not in days -%}
        coalesce({{ column }} < {{ footfall.date_literals([footfall.shift_day(days.before, around)]) }}, true)
    {%- else -%}
        ({{ column }} >= {{ footfall.date_literals([footfall.shift_day(days['from'], -around)]) }}
        {%- if 'before' in days %}
        and {{ column }} < {{ footfall.date_literals([footfall.shift_day(days.before, around)]) }}
        {%- endif -%})
    {%- endif -%}
{%- endmacro %}


{% macro shift_day(day, number) %}
    {% set date = modules.datetime.date.fromisoformat(day) + modules.datetime.timedelta(days=number) %}
    {% do return(date.isoformat()) %}
{% endmacro %}


{% macro days_from(first_day, days) %}
    {#- Of these ISO dates the first and later ones; no_day() too, which is before all of them. -#}
    {% set found = [] %}
    {% for day in days if day >= first_day or day == footfall.no_day() %}{% do found.append(day) %}{% endfor %}
    {% do return(found) %}
{% endmacro %}


{% macro days_around(days, around) %}
    {#- These ISO dates and those near them, each once and in order; no_day() has no neighbours. -#}
    {% set found = [] %}
    {% for day in days %}
        {% for number in range(-around, around + 1) if day != footfall.no_day() or number == 0 %}
            {% do found.append(footfall.shift_day(day, number) if number != 0 else day) %}
        {% endfor %}
    {% endfor %}
    {% do return(found | unique | sort | list) %}
{% endmacro %}


{% macro stale_days(node, inputs, current, code) %}
    {#- The days, as ISO dates in order, that were built from something else than what is there now. -#}
    {% set recorded = {} %}
    {% for build in run_query(
        "select activity_date, built_from from " ~ footfall.builds() ~ " where node = '" ~ node.unique_id
        ~ "' and activity_date <> " ~ footfall.date_literals([footfall.whole_table()])
    ).rows %}
        {% do recorded.update({footfall.iso_date(build[0]): build[1]}) %}
    {% endfor %}

    {% set changed = [] %}
    {% for day, built_from in current.items() if recorded.get(day) != built_from %}{% do changed.append(day) %}{% endfor %}
    {% for day in recorded if day not in current %}{% do changed.append(day) %}{% endfor %}
    {% for query in modules.re.findall('/[*] also stale: ([\s\S]+?) [*]/', code) %}
        {% for row in run_query(footfall.with_unfinished_since(query, node)).rows %}
            {% do changed.append(footfall.iso_date(row[0]) if row[0] else footfall.no_day()) %}
        {% endfor %}
    {% endfor %}
    {% if inputs.versions | selectattr('config.is_raw', 'defined') | list %}
        {% set changed = footfall.days_from(footfall.first_late_arrival_day(), changed) %}
    {% endif %}
    {% set changed = footfall.with_retirement(changed, node) %}

    {% set near = footfall.days_around(changed, node.config.get('days_around') or 0) | select('in', current) | list %}
    {% do return((changed + near) | unique | sort | list) %}
{% endmacro %}


{% macro with_retirement(changed, node) %}
    {#- Retired days are stale as long as the table has them, whatever became of their inputs; or never, where the table
        outlives retention. The table itself says which it has: of old raw days nothing is remembered. -#}
    {% set first_day = footfall.first_kept_day() %}
    {% if first_day is none %}{% do return(changed) %}{% endif %}
    {% set kept = footfall.days_from(first_day, changed) %}
    {% if not node.config.get('outlives_retention') %}
        {% for row in run_query(
            'select distinct activity_date from ' ~ this ~ ' where activity_date < ' ~ footfall.date_literals([first_day])
        ).rows if footfall.iso_date(row[0]) != footfall.no_day() %}
            {% do kept.append(footfall.iso_date(row[0])) %}
        {% endfor %}
    {% endif %}
    {% do return(kept) %}
{% endmacro %}


{% macro event_day_queries(code) %}
    {#- Pairs of what event_days has written into a model. -#}
    {% set pairs = [] %}
    {% for event_id, query in modules.re.findall('/[*] event days of ([^:]+?): ([\s\S]+?) [*]/', code) %}
        {% do pairs.append((event_id, query | replace('/{}*', '/*') | replace('*{}/', '*/'))) %}
    {% endfor %}
    {% do return(pairs) %}
{% endmacro %}


{% macro has_event_across_days(relation, days, code) %}
    {#- Whether copies of an event of these days, or what was one, stand on other days too. Which of them counts
        cannot be known from these days alone. -#}
    {% for event_id, query in footfall.event_day_queries(code) %}
        {#- Counted, for with `limit 1` PostgreSQL hopes to find one soon, and compares each with each where there is none. -#}
        {% set found = run_query(
            'with raw_days as (' ~ query ~ '), stale_events as (select event_id from raw_days where '
            ~ footfall.is_in_days('activity_date', days) ~ ' union select ' ~ event_id ~ ' from ' ~ relation ~ ' where '
            ~ footfall.is_in_days('activity_date', days) ~ ') select count(*) from raw_days inner join stale_events on'
            ~ ' raw_days.event_id = stale_events.event_id where not coalesce('
            ~ footfall.is_in_days('raw_days.activity_date', days) ~ ', false)'
        ) %}
        {% if found.rows[0][0] > 0 %}{% do return(true) %}{% endif %}
    {% endfor %}
    {% do return(false) %}
{% endmacro %}


{% macro has_event_of_two_days(code) %}
    {#- Whether copies of any event stand on several days. -#}
    {% for _, query in footfall.event_day_queries(code) %}
        {%- set day = 'coalesce(activity_date, ' ~ footfall.date_literals([footfall.no_day()]) ~ ')' -%}
        {% set found = run_query(
            'select 1 from (' ~ query ~ ') as raw_days group by event_id having min(' ~ day ~ ') <> max(' ~ day
            ~ ') limit 1'
        ) %}
        {% if found.rows %}{% do return(true) %}{% endif %}
    {% endfor %}
    {% do return(false) %}
{% endmacro %}


{% macro first_late_arrival_day() %}
    {#- Raw rows of older days are looked at in a full refresh only. -#}
    {% do return(footfall.shift_day(footfall.as_of_day(), -var('late_arrival_days'))) %}
{% endmacro %}


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
