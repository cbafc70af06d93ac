{% macro erase_employees(erasures) %}
    {#- The directory's history is the only table of people that is not built anew each time. -#}
    {% set history = footfall.built_relation('employees_snapshot') %}
    {% if history is not none %}
        {% call statement('erase_employees') %}
            delete from {{ history }}
            using ({{ footfall.erasures(erasures) }}) as erasures
            where {{ footfall.erased_user('email', "'hr'") }} is not null
        {% endcall %}
        {% call statement('erase_managers') %}
            update {{ history }}
            set manager_email = null
            from ({{ footfall.erasures(erasures) }}) as erasures
            where {{ footfall.erased_user('manager_email', "'hr'") }} is not null
        {% endcall %}
    {% endif %}
{% endmacro %}


{% macro erase_deliveries(person, erased_user, erasures) %}
    {#- What footfall remembers of alerts that it sent: old pseudonyms become the new one; a message that names the
        person is emptied, and is sent no more. Returns table -> rows. -#}
    {% set events = footfall.built_relation('alert_events') %}
    {% set deliveries = none if events is none else adapter.get_relation(
        database=events.database, schema=events.schema, identifier='alert_deliveries'
    ) %}
    {% if deliveries is none %}{% do return({}) %}{% endif %}
    {% set row = footfall.erasures(erasures) %}
    {% set count = namespace(rows=0) %}
    {% for user_key in person.user_keys %}
        {% set has_key = "(subject = '" ~ user_key ~ "' or content like '%" ~ user_key ~ "%')" %}
        {% set count.rows = count.rows + run_query(
            'select count(*) from ' ~ deliveries ~ ' where ' ~ has_key
        ).rows[0][0] %}
        {% call statement('erase_pseudonym') %}
            update {{ deliveries }}
            set
                subject = replace(subject, '{{ user_key }}', persons.user_key)
                , content = replace(content, '{{ user_key }}', persons.user_key)
            from (
                select {{ footfall.pseudonym('salt', "'" ~ erased_user ~ "'") }} as user_key
                from {{ footfall.built_relation('base_footfall__pseudonym_salt') }}
            ) as persons
            where {{ has_key }}
        {% endcall %}
    {% endfor %}
    {% set names_person = 'erasures.salt is not null and ' ~ footfall.holds_erased(footfall.clean_user('content'), 'system') %}
    {% set count.rows = count.rows + run_query(
        'select count(*) from ' ~ deliveries ~ ' cross join (' ~ row ~ ') as erasures where ' ~ names_person
    ).rows[0][0] %}
    {% call statement('erase_messages') %}
        update {{ deliveries }}
        set
            content = '{}'
            , state = case when state = 'delivered' then state else 'covered' end
        from ({{ row }}) as erasures
        where {{ names_person }}
    {% endcall %}
    {% do return({deliveries.schema ~ '.' ~ deliveries.identifier: count.rows} if count.rows else {}) %}
{% endmacro %}


{% macro erase_kept_rows(person, erased_user) %}
    {#- Rows that outlive retention are not built anew: the old pseudonyms become the new one where they stand. Returns
        table -> rows. -#}
    {% set erased = {} %}
    {% set new_key %}
        select {{ footfall.pseudonym('salt', "'" ~ erased_user ~ "'") }} as erased_key
        from {{ footfall.built_relation('base_footfall__pseudonym_salt') }}
    {% endset %}
    {% set condition = 'user_key in (' ~ footfall.quoted(person.user_keys) ~ ')' %}
    {% for node in graph.nodes.values() | sort(attribute='unique_id')
        if node.package_name == 'footfall' and footfall.first_kept_day() is not none and person.user_keys
        and (node.config.get('outlives_retention') or node.config.get('keeps_retired')) and 'user_key' in node.columns
    %}
        {% set relation = footfall.built_relation(node.name) %}
        {% set by_day = node.config.materialized == 'rebuilt_by_day' %}
        {% set date = 'activity_date' if by_day else node.config.keeps_retired %}
        {% set days = {} %}
        {% if relation is not none %}
            {% for row in run_query(
                'select ' ~ date ~ ', count(*) from ' ~ relation ~ ' where ' ~ condition ~ ' group by ' ~ date
            ).rows %}
                {% do days.update({footfall.iso_date(row[0]): row[1] | int}) %}
            {% endfor %}
        {% endif %}
        {% if days %}
            {% set changes = {'user_key': 'case when ' ~ condition ~ ' then erasures.erased_key else user_key end'} %}
            {% if 'user_label' in node.columns %}
                {% do changes.update({
                    'user_label': 'case when ' ~ condition ~ " then 'erased-' || left(erasures.erased_key, 6)"
                    ~ ' else user_label end',
                }) %}
            {% endif %}
            {% do footfall.erase_rows(relation, changes, condition, new_key, days.keys() | list if by_day else none) %}
            {% if by_day %}
                {% do footfall.note_rewritten_days(node.unique_id, days.keys() | list) %}
            {% else %}
                {% do footfall.forget_builds(node.unique_id) %}
            {% endif %}
            {% do erased.update({relation.schema ~ '.' ~ relation.identifier: days.values() | sum}) %}
        {% endif %}
    {% endfor %}
    {% do return(erased) %}
{% endmacro %}
