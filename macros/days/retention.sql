{% macro first_kept_day() %}
    {#- The first day whose facts are kept, as ISO text; none where the var retention_days is null. -#}
    {% if var('retention_days') is none %}{% do return(none) %}{% endif %}
    {% do return(footfall.shift_day(footfall.as_of_day(), -var('retention_days'))) %}
{% endmacro %}


{% macro is_kept(date) -%}
    {#- A predicate: a date is not before the first kept day; rows without a date are kept. -#}
    {%- set first_day = footfall.first_kept_day() -%}
    {%- if first_day is none -%}
        true
    {%- else -%}
        coalesce({{ date }} >= {{ footfall.date_literals([first_day]) }}, true)
    {%- endif -%}
{%- endmacro %}


{% macro with_retired_rows(code, existing_relation) %}
    {#- The rows of days that are no longer kept stay as they are in the table. So do those of the first kept day, of
        which a part may have begun on the day before. Config `keeps_retired` names the column of their date. -#}
    {% set date = config.get('keeps_retired') %}
    {% set first_day = footfall.first_kept_day() %}
    {% if not date or first_day is none or existing_relation is none or not existing_relation.is_table %}
        {% do return(code) %}
    {% endif %}
    {% set old_columns = adapter.get_columns_in_relation(existing_relation) | map(attribute='name') | list %}
    {% set old, new = [], [] %}
    {% for column in model.columns.values() %}
        {% do new.append('rebuilt.' ~ column.name) %}
        {% do old.append(
            'existing.' ~ column.name if column.name in old_columns
            else 'cast(null as ' ~ column.data_type ~ ') as ' ~ column.name
        ) %}
    {% endfor %}
    {% set last_day = footfall.date_literals([first_day]) %}
    {% do return(
        'select ' ~ new | join(', ') ~ ' from (\n' ~ code ~ '\n) as rebuilt where coalesce(rebuilt.' ~ date ~ ' > '
        ~ last_day ~ ', true)\nunion all\nselect ' ~ old | join(', ') ~ ' from ' ~ existing_relation
        ~ ' as existing where existing.' ~ date ~ ' <= ' ~ last_day
    ) %}
{% endmacro %}


{% macro with_retirement(changed) %}
    {#- Retired days are stale as long as the table has them, whatever became of their inputs; or never, where the table
        outlives retention. The table itself says which it has: of old raw days nothing is remembered. -#}
    {% set first_day = footfall.first_kept_day() %}
    {% if first_day is none %}{% do return(changed) %}{% endif %}
    {% set kept = footfall.days_from(first_day, changed) %}
    {% if not config.get('outlives_retention') %}
        {% do kept.extend(footfall.dates_of(
            'select distinct activity_date from ' ~ this ~ ' where activity_date < ' ~ footfall.date_literals([first_day])
            ~ ' and activity_date <> ' ~ footfall.date_literals([footfall.no_day()])
        )) %}
    {% endif %}
    {% do return(kept) %}
{% endmacro %}


{% macro days_to_keep_built(inputs) %}
    {#- The days of a table that outlives retention but those that are retired, as ISO dates in order. -#}
    {% set days = footfall.current_days(inputs).keys() | list + footfall.days_from(
        footfall.first_kept_day(), footfall.dates_of('select activity_date from (' ~ footfall.built_days() ~ ') as built_days')
    ) %}
    {% do return(days | unique | sort | list) %}
{% endmacro %}
