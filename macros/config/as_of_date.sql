{% macro as_of_date() -%}
    {#- D, the last date of every trailing window, as a date literal. -#}
    cast('{{ footfall.as_of_day() }}' as date)
{%- endmacro %}


{% macro as_of_day() %}
    {#- D as ISO text. -#}
    {% if not execute %}{% do footfall.validate_vars() %}{% endif %}
    {% set local_now = run_started_at.astimezone(modules.pytz.timezone(var('reporting_timezone'))) %}
    {% set yesterday = (local_now - modules.datetime.timedelta(days=1)).strftime('%Y-%m-%d') %}
    {% do return(var('as_of_date') | string if var('as_of_date') else yesterday) %}
{% endmacro %}
