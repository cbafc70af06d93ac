{% macro no_day() %}
    {#- What stands for rows without a usable time. -#}
    {% do return('0001-01-01') %}
{% endmacro %}


{% macro whole_table() %}
    {#- What stands for all days of a table at once. -#}
    {% do return('9999-12-31') %}
{% endmacro %}


{% macro utc_now() -%}
    {#- Of a timestamp literal. -#}
    {%- do return(modules.datetime.datetime.utcnow().isoformat(' ')) -%}
{%- endmacro %}


{% macro date_literals(days) -%}
    {%- for day in days -%}cast('{{ day }}' as date){{ ', ' if not loop.last }}{%- endfor -%}
{%- endmacro %}


{% macro iso_date(value) %}
    {#- The ISO text of a date that a query gave: drivers give dates, times or text. -#}
    {% do return((value | string)[:10]) %}
{% endmacro %}


{% macro dates_of(query) %}
    {#- The ISO dates that a query gives; no_day() for null. -#}
    {% set days = [] %}
    {% for row in run_query(query).rows %}
        {% do days.append(footfall.iso_date(row[0]) if row[0] else footfall.no_day()) %}
    {% endfor %}
    {% do return(days) %}
{% endmacro %}


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


{% macro is_in_days(column, days, around=0) -%}
    {#- Whether a date is one of these or near one. days: ISO dates, in order. -#}
    {{ return(adapter.dispatch('is_in_days', 'footfall')(column, days, around)) }}
{%- endmacro %}

{% macro default__is_in_days(column, days, around) -%}
    {%- set ranges = [] -%}
    {%- for day in days if day != footfall.no_day() -%}
        {%- set first = footfall.shift_day(day, -around) -%}
        {%- set last = footfall.shift_day(day, around) -%}
        {%- if ranges and first <= footfall.shift_day(ranges[-1].last, 1) -%}
            {%- do ranges[-1].update({'last': last}) -%}
        {%- else -%}
            {%- do ranges.append({'first': first, 'last': last}) -%}
        {%- endif -%}
    {%- endfor -%}
    (
    {%- for range in ranges %}
        {{ 'or ' if not loop.first }}{{ column }} between cast('{{ range.first }}' as date) and cast('{{ range.last }}' as date)
    {%- endfor %}
    {%- if footfall.no_day() in days %}
        {{ 'or ' if ranges }}{{ column }} is null
    {%- endif %}
    )
{%- endmacro %}

{% macro duckdb__is_in_days(column, days, around) -%}
    {#- A range of a stored column leaves out whole row groups. DuckDB puts the whole expression in the place of a
        computed column's name, as often as a filter names it; a join computes it once. -#}
    {%- if modules.re.fullmatch('([a-z_]+[.])?activity_date', column) -%}
        {{ footfall.default__is_in_days(column, days, around) }}
    {%- else -%}
        {%- set column = 'coalesce(' ~ column ~ ', ' ~ footfall.date_literals([footfall.no_day()]) ~ ')' -%}
        {{ column }} in (select unnest([{{ footfall.date_literals(footfall.days_around(days, around)) }}]))
    {%- endif -%}
{%- endmacro %}

{% macro spark__is_in_days(column, days, around) -%}
    {#- The column is named once: Spark puts its whole expression in the place of its name, and one that opens a
        document is long. -#}
    {%- if modules.re.fullmatch('[a-z_]+[.][a-z_]+', column) -%}
        {#- A date that was computed through joins: what is not deterministic stays above them. -#}
        {%- set column = 'if(rand() < 0, null, ' ~ column ~ ')' -%}
    {%- endif -%}
    {%- if footfall.no_day() in days -%}
        {%- set column = 'coalesce(' ~ column ~ ', ' ~ footfall.date_literals([footfall.no_day()]) ~ ')' -%}
    {%- endif -%}
    {{ column }} in ({{ footfall.date_literals(footfall.days_around(days, around)) }})
{%- endmacro %}
