{#- What funnel, flows and retention have in common: which activities they count, of whom, and what a step is. -#}

{% macro counted_activities(relation, where, by=none, with_sessions=false) -%}
    {#- A query: the activities that an analysis counts, with what `by` names as group_name and the session's id. -#}
    {%- set groups = {
        'department': 'departments.department',
        'role': "coalesce(users.role, '(none)')",
        'segment': "coalesce(segments.segment, '(none)')",
        'cohort_week': 'cohorts.cohort_week',
    } -%}
    select
        activities.*
        {%- if by %}
        , {{ groups.get(by, "coalesce(cast(activities." ~ by ~ " as " ~ dbt.type_string() ~ "), '(none)')") }} as group_name
        {%- endif %}
        {%- if with_sessions %}
        , activity_sessions.session_id
        {%- endif %}
    from {{ relation or ref('fct_activities') }} as activities
    {%- if with_sessions %}
    inner join {{ ref('fct_activity_sessions') }} as activity_sessions
        on activities.activity_id = activity_sessions.activity_id
    {%- endif %}
    {%- if by == 'department' %}
    inner join {{ ref('dim_user_departments') }} as departments
        on activities.user_key = departments.user_key
    {%- elif by == 'role' %}
    inner join {{ ref('dim_users') }} as users
        on activities.user_key = users.user_key
    {%- elif by == 'segment' %}
    left join {{ ref('user_segments') }} as segments
        on
            activities.user_key = segments.user_key
            and segments.system = 'all'
    {%- elif by == 'cohort_week' %}
    inner join (
        select
            user_key
            , cast({{ dbt.date_trunc('week', 'min(activity_date)') }} as date) as cohort_week
        from {{ ref('fct_user_days') }}
        where scoped_activities > 0
        group by user_key
    ) as cohorts
        on activities.user_key = cohorts.user_key
    {%- endif %}
    where
        activities.user_key is not null
        {%- if where or not relation %}
        and ({{ where or 'activities.in_scope' }})
        {%- endif %}
        {%- if not relation %}
        and activities.activity_date <= {{ footfall.as_of_date() }}
        {%- endif %}
{%- endmacro %}


{% macro step_condition(step) %}
    {#- SQL that is true of the activities of a step: of an action, or of a dict of columns of the activities, each with a
        value, a list of values, or a pattern with %. -#}
    {% set conditions = {'action': step} if step is string else step %}
    {% set parts = [] %}
    {% for column, given in conditions.items() if column not in footfall.step_options() %}
        {% set column = 'activity_type' if column == 'type' else column %}
        {% set values, choices = [], [] %}
        {% for value in ([given] if given is string or given is not iterable else given) %}
            {% if value is none %}
                {% do choices.append(column ~ ' is null') %}
            {% elif '%' in value | string %}
                {% do choices.append(footfall.fits_pattern(column, footfall.quoted([value]))) %}
            {% else %}
                {% do values.append(value | string) %}
            {% endif %}
        {% endfor %}
        {% if values %}{% do choices.append(column ~ ' in (' ~ footfall.quoted(values) ~ ')') %}{% endif %}
        {% if not choices %}
            {% do exceptions.raise_compiler_error(
                'footfall: the step ' ~ tojson(step) ~ ' has no value for ' ~ column ~ '. Give it one, or leave it out.'
            ) %}
        {% endif %}
        {% do parts.append('(' ~ choices | join(' or ') ~ ')') %}
    {% endfor %}
    {% if not parts %}
        {% do exceptions.raise_compiler_error(
            'footfall: the step ' ~ tojson(step) ~ ' says nothing of its activities. Give it an action, or conditions on columns'
            ~ ' such as action, activity_type, workflow, system, object_type and outcome.'
        ) %}
    {% endif %}
    {% do return(parts | join(' and ')) %}
{% endmacro %}


{% macro step_options() %}
    {% do return(['name', 'within', 'within_previous', 'same_activity']) %}
{% endmacro %}


{% macro step_name(step) %}
    {% if step is string %}{% do return(step) %}{% endif %}
    {% set values = [] %}
    {% for column, given in step.items() if column not in footfall.step_options() %}
        {% do values.append(given if given is string or given is not iterable else given | map('string') | join(', ')) %}
    {% endfor %}
    {% do return(step.get('name') or values | join(' ')) %}
{% endmacro %}


{% macro seconds_of(duration) %}
    {#- Of a text such as '7 days' or '30 minutes'. -#}
    {% set units = {'second': 1, 'minute': 60, 'hour': 3600, 'day': 86400, 'week': 604800} %}
    {% set found = modules.re.fullmatch('([0-9]+) *(second|minute|hour|day|week)s?', duration | string | trim) %}
    {% if not found %}
        {% do exceptions.raise_compiler_error(
            "footfall: '" ~ duration ~ "' is no length of time. Write a whole number and a unit, e.g. '30 minutes' or '7 days'."
        ) %}
    {% endif %}
    {% do return(found.group(1) | int * units[found.group(2)]) %}
{% endmacro %}
