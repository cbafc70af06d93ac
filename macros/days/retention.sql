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


{% macro without_retired_days(code) %}
    {#- The model of the days that are kept: raw rows of others may be there still. -#}
    {% set first_day = footfall.first_kept_day() %}
    {% if first_day is none %}{% do return(code) %}{% endif %}
    {% set pieces = modules.re.split('(/[*] stale days of (?:[\s\S]+?), [0-9]+ around [*]/ true)', code) %}
    {% set kept = [] %}
    {% for piece in pieces %}
        {% if loop.index0 % 2 == 1 %}
            {% set column, around = modules.re.findall('stale days of ([\s\S]+?), ([0-9]+) around', piece)[0] %}
            {% set day = footfall.date_literals([footfall.shift_day(first_day, -(around | int))]) %}
            {% do kept.append('coalesce(' ~ column ~ ' >= ' ~ day ~ ', true) and ') %}
        {% endif %}
        {% do kept.append(piece) %}
    {% endfor %}
    {% do return(kept | join) %}
{% endmacro %}


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


{% macro keeps_days(existing_relation) %}
    {#- Whether a table by day keeps the days that others lose: config `outlives_retention`. -#}
    {% do return(
        config.get('outlives_retention', false) and footfall.first_kept_day() is not none
        and existing_relation is not none and existing_relation.is_table
    ) %}
{% endmacro %}
