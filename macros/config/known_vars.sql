{% macro known_vars() %}
    {#- The vars of dbt_project.yml, which a company's project does not have at hand: a test holds them against it. -#}
    {% set names = [
        'enabled_systems', 'custom_sources', 'hr_employees_required',
        'hr_database', 'hr_schema', 'hr_employees_table',
        'activity_scope', 'session_timeout_minutes', 'search_click_window_minutes', 'automatic_request_window_seconds',
        'reporting_timezone', 'as_of_date', 'usage_windows', 'wau_days', 'mau_days', 'late_arrival_days',
        'retention_days', 'unfinished_after_hours', 'quarantine_warn_ratio', 'quarantine_error_ratio', 'user_labels',
        'top_n', 'smallest_group', 'admin_role', 'reader_role',
    ] %}
    {% for system, about in footfall.systems().items() %}
        {% for suffix in ['database', 'schema', 'loaded_at_column', 'warn_after_hours', 'error_after_hours'] %}
            {% do names.append(system ~ '_' ~ suffix) %}
        {% endfor %}
        {% for table in [about.log] + about.get('tables', []) %}
            {% do names.append(system ~ '_' ~ table ~ '_table') %}
        {% endfor %}
    {% endfor %}
    {% do return(names) %}
{% endmacro %}


{% macro validate_var_names() %}
    {#- dbt ignores a var that nobody reads: a misspelt one would leave the default in force. -#}
    {% if var.packages_for_node is not defined %}{% do return('') %}{% endif %}
    {% set known = footfall.known_vars() %}
    {% set project = var.packages_for_node() | list | last %}
    {% set file = project.project_root ~ '/dbt_project.yml' %}
    {% set scopes = project.vars.vars %}
    {% set ours = scopes.get('footfall') or {} %}
    {% set given = project.cli_vars %}
    {% set companys = scopes.get(project.project_name) or {} %}

    {% for name in ours if name not in known %}
        {% if name == 'footfall' %}
            {{ footfall.raise_wrong_place(file ~ " has 'footfall:' inside of vars: footfall:; leave it out") }}
        {% endif %}
        {{ footfall.raise_unknown_var(name, file ~ ' under vars: footfall:', known) }}
    {% endfor %}

    {% for name in scopes if name not in known and name not in ['footfall', project.project_name] %}
        {% if scopes[name] is mapping and footfall.edit_distance(name | lower, 'footfall') <= 2 %}
            {{ footfall.raise_wrong_place(file ~ " has '" ~ name ~ ":' under vars:; the package is 'footfall:'") }}
        {% elif footfall.is_near_miss(name, known) %}
            {{ footfall.raise_unknown_var(name, file ~ ' under vars:', known, project.project_name) }}
        {% endif %}
    {% endfor %}

    {% if project.project_name == 'footfall' %}
        {% for name in scopes if name in known %}
            {{ footfall.raise_wrong_place(
                file ~ " sets '" ~ name ~ "' under vars:, where that of vars: footfall: hides it; set it there"
            ) }}
        {% endfor %}
    {% elif companys is mapping %}
        {% for name in companys if name in known + ['footfall']
            and name not in ours and name not in scopes and name not in given %}
            {{ footfall.raise_wrong_place(
                file ~ " sets '" ~ name ~ "' under vars: " ~ project.project_name ~ ":, where footfall does not read it;"
                ~ " put it under vars: footfall:. If your own models have a var of that name, set it in both places"
            ) }}
        {% endfor %}
    {% endif %}

    {% if given.get('footfall') is mapping %}
        {{ footfall.raise_wrong_place("--vars takes names and values without 'footfall:', such as '{top_n: 20}'") }}
    {% endif %}
    {% for name in given if name not in known and name not in scopes and name not in companys
        and footfall.is_near_miss(name, known) %}
        {{ footfall.raise_unknown_var(name, '--vars', known) }}
    {% endfor %}
{% endmacro %}


{% macro raise_unknown_var(name, place, known, project_name=none) %}
    {% do exceptions.raise_compiler_error(
        "footfall: there is no var '" ~ name ~ "', which stands in " ~ place ~ "; the nearest one is '"
        ~ footfall.nearest_name(name, known) ~ "'."
        ~ (" If it is your own, put it under vars: " ~ project_name ~ ":." if project_name else '')
    ) %}
{% endmacro %}


{% macro raise_wrong_place(told) %}
    {% do exceptions.raise_compiler_error('footfall: ' ~ told ~ '.') %}
{% endmacro %}


{% macro is_near_miss(name, names) %}
    {#- A company has names of its own that are nearly ours, such as dau_days or top_k. -#}
    {% set name = footfall.comparable_name(name) %}
    {% set most = 2 if name | length > 9 else 1 %}
    {% for known in names if known[0] == name[0] and (known | length - name | length) | abs <= most %}
        {% set is_another_letter = known | length == name | length and known | sort != name | sort %}
        {% if not (is_another_letter and name | length < 7) and footfall.edit_distance(name, known) <= most %}
            {% do return(true) %}
        {% endif %}
    {% endfor %}
    {% do return(false) %}
{% endmacro %}


{% macro nearest_name(name, names) %}
    {% set name = footfall.comparable_name(name) %}
    {% set best = namespace(name=none, distance=none) %}
    {% for known in names %}
        {#- The one is a part of the other, as timezone is of reporting_timezone. -#}
        {% set is_part = name | length > 3 and (name in known or known in name) %}
        {% set distance = 1.5 if is_part else footfall.edit_distance(name, known) %}
        {% if best.distance is none or distance < best.distance %}
            {% set best.name = known %}
            {% set best.distance = distance %}
        {% endif %}
    {% endfor %}
    {% do return(best.name) %}
{% endmacro %}


{% macro comparable_name(name) %}
    {% do return(name | string | lower | replace('-', '_') | replace(' ', '_')) %}
{% endmacro %}


{% macro edit_distance(left, right) %}
    {#- Insertions, deletions, replacements and swaps of neighbours, at the least. -#}
    {% set rows = namespace(before=[], last=range(right | length + 1) | list) %}
    {% for i in range(left | length) %}
        {% set row = [i + 1] %}
        {% for j in range(right | length) %}
            {% set costs = [rows.last[j + 1] + 1, row[j] + 1, rows.last[j] + (left[i] != right[j]) | int] %}
            {% if i and j and left[i] == right[j - 1] and left[i - 1] == right[j] %}
                {% do costs.append(rows.before[j - 1] + 1) %}
            {% endif %}
            {% do row.append(costs | min) %}
        {% endfor %}
        {% set rows.before = rows.last %}
        {% set rows.last = row %}
    {% endfor %}
    {% do return(rows.last[-1]) %}
{% endmacro %}
