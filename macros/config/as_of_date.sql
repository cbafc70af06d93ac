{% macro as_of_date() -%}
    {#- D, the last date of every trailing window, as a date literal. -#}
    {%- do footfall.validate_vars() -%}
    {%- set local_now = run_started_at.astimezone(modules.pytz.timezone(var('reporting_timezone'))) -%}
    {%- set yesterday = (local_now - modules.datetime.timedelta(days=1)).strftime('%Y-%m-%d') -%}
    cast('{{ var("as_of_date") or yesterday }}' as date)
{%- endmacro %}
