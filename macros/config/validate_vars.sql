{% macro validate_vars() %}
    {#- One place for what a var may be. Called by on-run-start, and by the macros that read a var while
        dbt parses, so that a wrong one is told before it does harm. -#}
    {% set known_systems = footfall.systems().keys() | list %}
    {{ footfall.validate_var_names() }}

    {% set systems = var('enabled_systems') %}
    {% set sources = footfall.custom_sources() %}
    {% if systems is string or systems is not iterable or (systems | length == 0 and not sources) %}
        {{ footfall.raise_wrong_var(
            'enabled_systems', 'a list of at least one of ' ~ known_systems | join(', ')
            ~ ', or an empty one where custom_sources has a source'
        ) }}
    {% endif %}
    {% for system in systems if system not in known_systems %}
        {{ footfall.raise_wrong_var('enabled_systems', 'any of ' ~ known_systems | join(', ') ~ '; it has ' ~ system) }}
    {% endfor %}

    {% for name, choices in {
        'activity_scope': ['engagement', 'all'],
        'user_labels': ['pseudonym', 'name'],
    }.items() if var(name) not in choices %}
        {{ footfall.raise_wrong_var(name, 'one of ' ~ choices | join(', ')) }}
    {% endfor %}

    {% for name in [
        'top_n', 'smallest_group', 'wau_days', 'mau_days', 'session_timeout_minutes', 'search_click_window_minutes', 'late_arrival_days',
        'automatic_request_window_seconds', 'unfinished_after_hours'
    ] if not footfall.is_positive_integer(var(name)) %}
        {{ footfall.raise_wrong_var(name, 'a whole number from 1') }}
    {% endfor %}

    {% for system in known_systems %}
        {% for name in [system ~ '_warn_after_hours', system ~ '_error_after_hours']
            if var(name) is not none and not footfall.is_positive_integer(var(name)) %}
            {{ footfall.raise_wrong_var(name, 'a whole number of hours from 1, or null for never') }}
        {% endfor %}
    {% endfor %}

    {% for name in ['quarantine_warn_ratio', 'quarantine_error_ratio']
        if var(name) is not none and not footfall.is_ratio(var(name)) %}
        {{ footfall.raise_wrong_var(name, 'a number from 0 to 1, such as 0.01 for one row in a hundred, or null for never') }}
    {% endfor %}
    {% if var('quarantine_warn_ratio') is not none and var('quarantine_error_ratio') is not none
        and var('quarantine_warn_ratio') > var('quarantine_error_ratio') %}
        {{ footfall.raise_wrong_var(
            'quarantine_warn_ratio', 'at most quarantine_error_ratio, ' ~ var('quarantine_error_ratio')
        ) }}
    {% endif %}

    {% if var('hr_employees_required') is not boolean %}
        {{ footfall.raise_wrong_var('hr_employees_required', 'true or false') }}
    {% endif %}

    {% set windows = var('usage_windows') %}
    {% if windows is string or windows is not iterable or windows | length == 0
        or windows | unique | list | length != windows | length %}
        {{ footfall.raise_wrong_var('usage_windows', 'a list of different whole numbers from 1') }}
    {% endif %}
    {% for days in windows if not footfall.is_positive_integer(days) %}
        {{ footfall.raise_wrong_var('usage_windows', 'a list of different whole numbers from 1') }}
    {% endfor %}

    {% set retention_days = var('retention_days') %}
    {% set widest = (windows + [var('late_arrival_days'), var('wau_days'), var('mau_days')]) | max %}
    {% if retention_days is not none
        and (not footfall.is_positive_integer(retention_days) or retention_days < widest) %}
        {{ footfall.raise_wrong_var(
            'retention_days', 'null, or a whole number from ' ~ widest
            ~ ', the greatest of usage_windows, late_arrival_days, wau_days and mau_days'
        ) }}
    {% endif %}

    {% if var('reporting_timezone') not in modules.pytz.all_timezones_set %}
        {{ footfall.raise_wrong_var('reporting_timezone', 'an IANA time zone such as UTC or Europe/Berlin') }}
    {% endif %}

    {% set as_of_date = var('as_of_date') %}
    {% if as_of_date is not none and not footfall.is_iso_date(as_of_date | string) %}
        {{ footfall.raise_wrong_var('as_of_date', 'a date such as 2026-03-31, or null for yesterday') }}
    {% endif %}

    {% for name in ['admin_role', 'reader_role'] if var(name) is not none
        and (var(name) is not string or not var(name) | trim) %}
        {{ footfall.raise_wrong_var(name, 'the name of a role of the server, or null') }}
    {% endfor %}
    {% if var('reader_role') is not none and var('reader_role') == var('admin_role') %}
        {{ footfall.raise_wrong_var('reader_role', "another role than that of var 'admin_role'") }}
    {% endif %}
{% endmacro %}


{% macro raise_wrong_var(name, allowed) %}
    {% do exceptions.raise_compiler_error(
        "footfall: var '" ~ name ~ "' is " ~ (var(name) | tojson if var(name) is not none else 'null')
        ~ "; allowed is " ~ allowed ~ "."
    ) %}
{% endmacro %}


{% macro is_positive_integer(value) %}
    {% do return(value is integer and value is not boolean and value >= 1) %}
{% endmacro %}


{% macro is_ratio(value) %}
    {% do return(value is number and value is not boolean and value >= 0 and value <= 1) %}
{% endmacro %}


{% macro is_iso_date(text) %}
    {% set parts = modules.re.match('^(\d{4})-(\d{2})-(\d{2})$', text) %}
    {% if not parts %}{% do return(false) %}{% endif %}
    {% set year, month, day = parts.group(1) | int, parts.group(2) | int, parts.group(3) | int %}
    {% if year < 1 or month not in range(1, 13) %}{% do return(false) %}{% endif %}
    {% set is_leap_year = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) %}
    {% set month_days = [31, 29 if is_leap_year else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] %}
    {% do return(day in range(1, month_days[month - 1] + 1)) %}
{% endmacro %}
