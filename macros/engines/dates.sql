{% macro utc_timestamp(column, data_type, timezone=none) -%}
    {#- A raw time as `timestamp` in UTC. A raw `timestamp` without zone is one of the zone, else UTC. -#}
    {%- set utc = adapter.dispatch('utc_timestamp', 'footfall')(column, data_type | lower) -%}
    {{ utc if 'with time zone' in data_type | lower or data_type | lower == 'timestamptz' else footfall.utc_of_local_time(utc, timezone) }}
{%- endmacro %}

{% macro default__utc_timestamp(column, data_type) -%}
    {%- if 'with time zone' in data_type or data_type == 'timestamptz' -%}
        ({{ column }} at time zone 'UTC')
    {%- else -%}
        cast({{ column }} as timestamp)
    {%- endif -%}
{%- endmacro %}

{% macro duckdb__utc_timestamp(column, data_type) -%}
    {#- A twentieth of what `at time zone` takes, which is left for what has no microseconds: infinity. -#}
    {%- set utc = footfall.default__utc_timestamp(column, data_type) -%}
    {%- if 'at time zone' in utc -%}
        coalesce(make_timestamp(epoch_us({{ column }})), {{ utc }})
    {%- else -%}
        {{ utc }}
    {%- endif -%}
{%- endmacro %}


{% macro reporting_date(timestamp_utc) -%}
    {#- The date of a UTC timestamp in var reporting_timezone. -#}
    {%- if var('reporting_timezone') == 'UTC' -%}
        cast({{ timestamp_utc }} as date)
    {%- else -%}
        {{ return(adapter.dispatch('reporting_date', 'footfall')(timestamp_utc)) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__reporting_date(timestamp_utc) -%}
    cast(({{ timestamp_utc }} at time zone 'UTC') at time zone '{{ var("reporting_timezone") }}' as date)
{%- endmacro %}

{% macro spark__reporting_date(timestamp_utc) -%}
    cast(from_utc_timestamp({{ timestamp_utc }}, '{{ var("reporting_timezone") }}') as date)
{%- endmacro %}


{% macro reporting_hour(timestamp_utc) -%}
    {#- The hour, 0 to 23, of a UTC timestamp by the clock of var reporting_timezone. -#}
    {%- if var('reporting_timezone') == 'UTC' -%}
        cast(extract(hour from {{ timestamp_utc }}) as integer)
    {%- else -%}
        {{ return(adapter.dispatch('reporting_hour', 'footfall')(timestamp_utc)) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__reporting_hour(timestamp_utc) -%}
    cast(
        extract(hour from ({{ timestamp_utc }} at time zone 'UTC') at time zone '{{ var("reporting_timezone") }}')
        as integer
    )
{%- endmacro %}

{% macro spark__reporting_hour(timestamp_utc) -%}
    hour(from_utc_timestamp({{ timestamp_utc }}, '{{ var("reporting_timezone") }}'))
{%- endmacro %}


{% macro timestamp_from_epoch_ms(milliseconds) -%}
    {#- Milliseconds since 1970-01-01 UTC as `timestamp`; exact to the millisecond. -#}
    {{ return(adapter.dispatch('timestamp_from_epoch_ms', 'footfall')(milliseconds)) }}
{%- endmacro %}

{% macro postgres__timestamp_from_epoch_ms(milliseconds) -%}
    timestamp '1970-01-01 00:00:00' + {{ milliseconds }} * interval '1 millisecond'
{%- endmacro %}

{% macro duckdb__timestamp_from_epoch_ms(milliseconds) -%}
    make_timestamp({{ milliseconds }} * 1000)
{%- endmacro %}

{% macro spark__timestamp_from_epoch_ms(milliseconds) -%}
    timestamp_millis({{ milliseconds }})
{%- endmacro %}


{% macro timestamp_from_text(text, timezone=none) -%}
    {#- A time as `timestamp` in UTC; null for any other text. Without an offset it is one of the zone, else UTC.
        Digits after the sixth of a second are dropped. Only what is not ISO 8601 in its usual spelling takes the
        longer way. -#}
    case
        when {{ footfall.matches_pattern(text, footfall.iso_pattern('local')) }}
            then {{ footfall.timestamp_from_iso_text(text, 'local', timezone) }}
        when {{ footfall.matches_pattern(text, footfall.iso_pattern('zoned')) }}
            then {{ footfall.timestamp_from_iso_text(text, 'zoned') }}
        when {{ text }} is not null then {{ footfall.timestamp_from_other_text(text, timezone) }}
    end
{%- endmacro %}


{% macro iso_pattern(kind) -%}
    {#- ISO 8601 as nearly everybody writes it. -#}
    {%- set date = '[12][0-9]{3}-[01][0-9]-[0-3][0-9]' -%}
    {%- set minute = '[ T]([01][0-9]|2[0-3]):[0-5][0-9]' -%}
    {%- set second = ':[0-5][0-9]([.,][0-9]+)?' -%}
    {%- if kind == 'local' -%}
        ^{{ date }}({{ minute }}({{ second }})?)?$
    {%- else -%}
        ^{{ date ~ minute ~ second }}(Z| ?UTC| ?[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)$
    {%- endif -%}
{%- endmacro %}


{% macro timestamp_from_iso_text(text, kind, timezone=none) -%}
    {%- set tidy = footfall.replace_pattern("replace(" ~ text ~ ", ',', '.')", '([.][0-9]{6})[0-9]+', '\\1') -%}
    {%- if kind == 'local' -%}
        {{ footfall.utc_of_local_time(footfall.safe_timestamp(tidy, 'timestamp'), timezone) }}
    {%- else -%}
        {{ footfall.safe_zoned_timestamp(footfall.replace_pattern(tidy, ' ([+-])', '\\1')) }}
    {%- endif -%}
{%- endmacro %}


{% macro timestamp_from_other_text(text, timezone=none) -%}
    {#- The other spellings: of each that says which of its numbers is the day, the parts are taken out of the text, and
        written as ISO 8601. -#}
    {%- set clock = '([0-2][0-9](?::?[0-5][0-9](?::?(?:[0-5][0-9]|60)(?:[.,][0-9]+)?)?)?)' -%}
    {%- set offset = '[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?' -%}
    {%- set remark = '(?: M=[+-][0-9.]+)?(?: ?[(][^()]*[)])?(?:[[][^ ]*[]])?' -%}
    {%- set zone = '(?: ?(?:(Z|UTC|GMT|UT|[+-]00:?00 ?Z)|(?:UTC|GMT)?(' ~ offset ~ ')(?: [A-Z]+| [+-][0-9]{2,4})?)' ~ remark
        ~ ')?' -%}
    {%- set weekday = '^(?:(?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*,? +)?' -%}
    {%- set numbers = '^([12][0-9]{3})[/-]([0-9]{2})[/-]([0-9]{2})(?:[ T_]+' ~ clock ~ zone ~ ')?$' -%}
    {%- set digits = '^(20[0-9]{2})([0-9]{2})([0-9]{2})(?:[ T]?' ~ clock ~ zone ~ ')?$' -%}
    {%- set day_first = weekday ~ '[[]?([0-9]{1,2})[ /-]([A-Z]{3})[ /-]([0-9]{4})(?:(?:[ :T]|, ?)' ~ clock ~ zone ~ ')?[]]?$' -%}
    {%- set month_first = weekday ~ '([A-Z]{3}) +([0-9]{1,2}),? ([0-9]{4})(?:(?:[ T]|, ?)' ~ clock ~ zone ~ ')?$' -%}
    {%- set year_last = weekday ~ '([A-Z]{3}) +([0-9]{1,2}) ' ~ clock ~ zone ~ ' ([0-9]{4})$' -%}
    {#- What was taken out: year|month|day|clock|zone|offset. -#}
    {%- set in_order = '\\1|\\2|\\3|\\4|\\5|\\6' -%}
    {%- set named = footfall.replace_pattern('tidy', day_first, '\\3|\\2|\\1|\\4|\\5|\\6') -%}
    {%- set named = footfall.replace_pattern(named, month_first, '\\3|\\1|\\2|\\4|\\5|\\6') -%}
    {%- set named = footfall.replace_pattern(named, year_last, '\\6|\\1|\\2|\\3|\\4|\\5') -%}
    {%- set taken -%}
        case
            when {{ footfall.matches_pattern('tidy', '^[12][0-9]{3}[/-]') }}
                then {{ footfall.replace_pattern('tidy', numbers, in_order) }}
            when {{ footfall.matches_pattern('tidy', '^20[0-9]{6}($|[ T]|[0-9]{6}($|[.,Z+-]))') }}
                then {{ footfall.replace_pattern('tidy', digits, in_order) }}
            else {{ named }}
        end
    {%- endset -%}

    {%- set part = [''] -%}
    {%- for number in range(1, 7) -%}{%- do part.append(footfall.text_part('taken', "'|'", number)) -%}{%- endfor -%}
    {%- set compact_clock = "replace(replace(" ~ part[4] ~ ", ':', ''), ',', '.')" -%}
    {%- set is_midnight = "left(clock, 2) = '24' and replace(replace(clock, '0', ''), '.', '') = '24'" -%}
    {%- set iso -%}
        {{ part[1] }} || '-' || case {{ part[2] }}
            {%- for month in ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] %} when '
            {{- month }}' then '{{ '%02d' % loop.index }}'{% endfor %} else {{ part[2] }} end || '-' || lpad({{ part[3] }}, 2, '0')
        || ' ' || case when {{ is_midnight }} then '00' else rpad(left(clock, 2), 2, '0') end
        || ':' || rpad(substr(clock, 3, 2), 2, '0')
        || ':' || case when substr(clock, 5, 2) = '60' then '59' else rpad(substr(clock, 5, 2), 2, '0') end
        || substr(clock, 7, 7)
    {%- endset -%}
    {%- set compact_offset = "replace(" ~ part[6] ~ ", ':', '')" -%}
    {%- set reading -%}
        case
            when {{ part[6] }} <> '' then {{ footfall.safe_zoned_timestamp(
                'iso || left(' ~ compact_offset ~ ", 3) || ':' || rpad(substr(" ~ compact_offset ~ ", 4, 2), 2, '0')"
            ) }}
            {%- if timezone %}
            when {{ part[5] }} = ''
                then {{ footfall.utc_of_local_time(footfall.safe_timestamp('iso', 'timestamp'), timezone) }}
            {%- endif %}
            else {{ footfall.safe_timestamp('iso', 'timestamp') }}
        end + case when {{ is_midnight }} then interval '1' day else interval '0' day end
    {%- endset -%}
    {%- set from_parts = footfall.with_value('taken', taken, footfall.with_value(
        'clock', compact_clock, footfall.with_value('iso', iso, reading)
    )) -%}
    {%- set tidy_reading -%}
        case
            when {{ footfall.matches_pattern('tidy', footfall.iso_pattern('local')) }}
                then {{ footfall.timestamp_from_iso_text('tidy', 'local', timezone) }}
            when {{ footfall.matches_pattern('tidy', footfall.iso_pattern('zoned')) }}
                then {{ footfall.timestamp_from_iso_text('tidy', 'zoned') }}
            when {{ footfall.matches_pattern('tidy', '[0-9]{4}') }} then {{ from_parts }}
        end
    {%- endset -%}
    {#- Tab, line feed, carriage return, no-break space. -#}
    {%- set blanks = 'chr(9) || chr(10) || chr(13) || chr(160)' -%}
    {{ footfall.with_value(
        'tidy', "trim(both ' ' from translate(upper(" ~ text ~ "), " ~ blanks ~ ", '    '))", tidy_reading
    ) }}
{%- endmacro %}


{% macro timestamp_from_format(text, format, timezone=none) -%}
    {#- A time of one spelling as `timestamp` in UTC; null for any other text. format: with %Y %y %m %d %b %H %I %p %M %S %f
        %z; a number may lack its leading zero. Its parts are written as ISO 8601, and read as that. -#}
    {%- set groups = {
        '%Y': '([0-9]{4})', '%y': '([0-9]{2})', '%m': '([0-9]{1,2})', '%d': '([0-9]{1,2})', '%b': '([A-Za-z]{3})[a-z]*',
        '%H': '([0-9]{1,2})', '%I': '([0-9]{1,2})', '%p': '([AaPp])[.]?[Mm][.]?', '%M': '([0-9]{1,2})', '%S': '([0-9]{1,2})',
        '%f': '([0-9]{1,9})', '%z': '(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})',
    } -%}
    {%- set pattern = namespace(text='^') -%}
    {%- set found = [] -%}
    {%- for piece in modules.re.findall('%.|[^%]+', format) -%}
        {%- set pattern.text = pattern.text ~ (groups[piece] or modules.re.sub('([.()+*?|$^{}\\[\\]])', '[\\1]', piece) | replace("'", "''")) -%}
        {%- do found.append(piece) if piece in groups -%}
    {%- endfor -%}
    {%- set pattern.text = pattern.text ~ '$' -%}
    {%- set part = {} -%}
    {%- for piece in groups -%}
        {%- do part.update({piece: footfall.extract_group(text, pattern.text, found.index(piece) + 1)}) if piece in found -%}
    {%- endfor -%}
    {%- set year = part['%Y'] or "'20' || " ~ part['%y'] -%}
    {%- set day = 'lpad(' ~ part['%d'] ~ ", 2, '0')" -%}
    {%- set hour = part['%H'] or part['%I'] or "'0'" -%}
    {%- if part['%p'] -%}
        {%- set hour -%}
            cast(cast({{ hour }} as bigint) % 12 + case when upper({{ part['%p'] }}) = 'P' then 12 else 0 end as {{ dbt.type_string() }})
        {%- endset -%}
    {%- endif -%}
    {%- set clock -%}
        lpad({{ hour }}, 2, '0') || ':' || lpad({{ part['%M'] or "'0'" }}, 2, '0') || ':' || lpad({{ part['%S'] or "'0'" }}, 2, '0')
        {%- if part['%f'] %} || '.' || {{ part['%f'] }}{% endif %}
        {%- if part['%z'] %} || {{ part['%z'] }}{% endif %}
    {%- endset -%}
    {%- set iso = day ~ " || ' ' || " ~ part['%b'] ~ " || ' ' || " ~ year ~ " || ' ' || " ~ clock if part['%b']
        else year ~ " || '-' || lpad(" ~ part['%m'] ~ ", 2, '0') || '-' || " ~ day ~ " || ' ' || " ~ clock -%}
    case when {{ footfall.matches_pattern(text, pattern.text) }} then {{ footfall.timestamp_from_text('(' ~ iso ~ ')', timezone) }} end
{%- endmacro %}


{% macro with_value(name, value, expression) -%}
    {#- An expression in which a name stands for a value that is computed once. -#}
    {{ return(adapter.dispatch('with_value', 'footfall')(name, value, expression)) }}
{%- endmacro %}

{% macro postgres__with_value(name, value, expression) -%}
    (select {{ expression }} from (select {{ value }} as {{ name }} offset 0) as value_of_{{ name }})
{%- endmacro %}

{% macro duckdb__with_value(name, value, expression) -%}
    list_transform([{{ value }}], lambda {{ name }}: {{ expression }})[1]
{%- endmacro %}

{% macro spark__with_value(name, value, expression) -%}
    transform(array({{ value }}), {{ name }} -> {{ expression }})[0]
{%- endmacro %}


{% macro utc_of_local_time(local_time, timezone) -%}
    {#- A `timestamp` by the clock of a zone as one in UTC; without a zone it is in UTC. Of an hour that a clock shows
        twice it is the first; one that a clock leaves out is as much later as the clock was set forward. -#}
    {%- if timezone is none or timezone == 'UTC' -%}
        {{ local_time }}
    {%- else -%}
        {{ return(adapter.dispatch('utc_of_local_time', 'footfall')(local_time, timezone)) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__utc_of_local_time(local_time, timezone) -%}
    {#- Engines take the second of two hours. By the offset of the day before it is the first, or the one that the
        clock leaves out; where the clock then shows another time, there was one hour alone. -#}
    {%- set utc = "at time zone '" ~ timezone ~ "' at time zone 'UTC'" -%}
    {%- set reading -%}
        case
            when earlier_utc at time zone 'UTC' at time zone '{{ timezone }}' = local_time then earlier_utc
            else local_time {{ utc }}
        end
    {%- endset -%}
    {{ footfall.with_value('local_time', local_time, footfall.with_value(
        'earlier_utc', "(local_time - interval '1' day) " ~ utc ~ " + interval '1' day", reading
    )) }}
{%- endmacro %}

{% macro spark__utc_of_local_time(local_time, timezone) -%}
    to_utc_timestamp({{ local_time }}, '{{ timezone }}')
{%- endmacro %}


{% macro safe_timestamp(text, data_type) -%}
    {#- dbt.safe_cast raises on PostgreSQL. -#}
    {{ return(adapter.dispatch('safe_timestamp', 'footfall')(text, data_type)) }}
{%- endmacro %}

{% macro default__safe_timestamp(text, data_type) -%}
    try_cast({{ text }} as {{ data_type }})
{%- endmacro %}

{% macro postgres__safe_timestamp(text, data_type) -%}
    case when pg_input_is_valid({{ text }}, '{{ data_type }}') then cast({{ text }} as {{ data_type }}) end
{%- endmacro %}


{% macro safe_zoned_timestamp(text) -%}
    {#- A text with an offset as `timestamp` in UTC. -#}
    {{ return(adapter.dispatch('safe_zoned_timestamp', 'footfall')(text)) }}
{%- endmacro %}

{% macro default__safe_zoned_timestamp(text) -%}
    {{ footfall.safe_timestamp(text, 'timestamptz') }} at time zone 'UTC'
{%- endmacro %}

{% macro spark__safe_zoned_timestamp(text) -%}
    {#- Spark knows neither a blank before the zone nor an offset without a colon. -#}
    {%- set without_blank = footfall.replace_pattern(text, ' (Z|UTC)$', 'Z') -%}
    try_cast({{ footfall.replace_pattern(without_blank, '([+-][0-9]{2})([0-9]{2})$', '\\1:\\2') }} as timestamp)
{%- endmacro %}


{% macro add_days(date_expression, days) -%}
    {#- dbt.dateadd gives a timestamp on some engines; the marts' dates stay dates. -#}
    {{ footfall.add_periods('day', days, date_expression) }}
{%- endmacro %}


{% macro add_periods(period, number, date_expression) -%}
    {#- A date, so many days, weeks or months later; the day itself stays within a shorter month. -#}
    {{ return(adapter.dispatch('add_periods', 'footfall')(period, number, date_expression)) }}
{%- endmacro %}

{% macro default__add_periods(period, number, date_expression) -%}
    cast({{ dbt.dateadd(period, number, date_expression) }} as date)
{%- endmacro %}

{% macro spark__add_periods(period, number, date_expression) -%}
    {#- dbt-spark's dateadd raises where the date is null. -#}
    cast(dateadd({{ period }}, {{ number }}, {{ date_expression }}) as date)
{%- endmacro %}


{% macro add_time(unit, number, timestamp_expression) -%}
    {#- A timestamp, so many minutes or seconds later. dbt-spark's dateadd drops the fraction of the second. -#}
    ({{ timestamp_expression }} + interval '{{ number }}' {{ unit }})
{%- endmacro %}


{% macro seconds_between(earlier, later) -%}
    {#- Between two timestamps, as double precision; exact to the microsecond. -#}
    {{ return(adapter.dispatch('seconds_between', 'footfall')(earlier, later)) }}
{%- endmacro %}

{% macro postgres__seconds_between(earlier, later) -%}
    cast(extract(epoch from {{ later }} - {{ earlier }}) as {{ footfall.type_double() }})
{%- endmacro %}

{% macro duckdb__seconds_between(earlier, later) -%}
    cast(epoch_us({{ later }}) - epoch_us({{ earlier }}) as double) / 1000000
{%- endmacro %}

{% macro spark__seconds_between(earlier, later) -%}
    cast({{ footfall.time_between('microsecond', earlier, later) }} as double) / 1000000
{%- endmacro %}


{% macro time_between(unit, earlier, later) -%}
    {#- Milliseconds or microseconds between two timestamps, as a whole number. -#}
    {{ return(adapter.dispatch('time_between', 'footfall')(unit, earlier, later)) }}
{%- endmacro %}

{% macro default__time_between(unit, earlier, later) -%}
    {{ dbt.datediff(earlier, later, unit) }}
{%- endmacro %}

{% macro spark__time_between(unit, earlier, later) -%}
    {%- set function = {'millisecond': 'unix_millis', 'microsecond': 'unix_micros'}[unit] -%}
    ({{ function }}({{ later }}) - {{ function }}({{ earlier }}))
{%- endmacro %}


{% macro date_series(first_date, last_date) -%}
    {#- A query of one column, date_day: every date from first to last, none where either is null. -#}
    {{ return(adapter.dispatch('date_series', 'footfall')(first_date, last_date)) }}
{%- endmacro %}

{% macro default__date_series(first_date, last_date) -%}
    select cast(series.date_day as date) as date_day
    from generate_series(
        cast({{ first_date }} as timestamp), cast({{ last_date }} as timestamp), interval '1 day'
    ) as series (date_day)
{%- endmacro %}

{% macro spark__date_series(first_date, last_date) -%}
    select explode(
        case
            when {{ first_date }} <= {{ last_date }}
                then sequence({{ first_date }}, {{ last_date }}, interval 1 day)
        end
    ) as date_day
{%- endmacro %}


{% macro plausible_timestamp(timestamp_utc) -%}
    {#- The timestamp itself from 2000 to 2099, else null: clocks that stand at 1970 or count in other units. -#}
    case
        when {{ timestamp_utc }} between timestamp '2000-01-01 00:00:00' and timestamp '2099-12-31 23:59:59.999999'
            then {{ timestamp_utc }}
    end
{%- endmacro %}


{% macro plausible_epoch_ms(milliseconds) -%}
    {#- Like plausible_timestamp, for milliseconds since 1970-01-01 UTC of any size. -#}
    case
        when {{ milliseconds }} between 946684800000 and 4102444799999
            then {{ footfall.timestamp_from_epoch_ms(milliseconds) }}
    end
{%- endmacro %}
