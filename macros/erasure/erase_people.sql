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
                from {{ footfall.built_relation('stg_footfall__pseudonym_salt') }}
            ) as persons
            where {{ has_key }}
        {% endcall %}
    {% endfor %}
    {% set names_person = 'erasures.salt is not null and ' ~ footfall.holds_erased('content', 'system') %}
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
        from {{ footfall.built_relation('stg_footfall__pseudonym_salt') }}
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


{% macro raw_erasure_statements(person, erased_user) %}
    {#- For each column of a raw table that holds the person: {'rows': how many, 'sql': what takes the person out}.
        Names in clear: this is for the terminal alone. -#}
    {% set statements = [] %}
    {% for table in footfall.raw_tables() %}
        {% set texts = [] %}
        {% for identity in person.identities %}
            {% if '@' in identity %}
                {% do texts.append(identity) %}
            {% elif identity.startswith(table.system ~ ':') %}
                {% do texts.append(identity.split(':', 1)[1]) %}
            {% endif %}
        {% endfor %}
        {% do texts.extend(person.names) %}
        {% set escaped = [] %}
        {% for text in texts | unique %}
            {% do escaped.append(modules.re.escape(text) | replace("'", "''")) %}
        {% endfor %}
        {% set columns = footfall.raw_text_columns(table.relation) if escaped else [] %}
        {% if columns %}
            {% set pattern = footfall.words_pattern(escaped) %}
            {% set counts = [] %}
            {% for column in columns %}
                {% do counts.append(
                    'count(case when ' ~ footfall.has_words(column, pattern) ~ ' then 1 end)'
                ) %}
            {% endfor %}
            {% do statements.extend(footfall.directory_statements(table, columns, texts)) %}
            {% set found = run_query('select ' ~ counts | join(', ') ~ ' from ' ~ table.relation).rows[0] %}
            {% for column in columns %}
                {% set rows = found[loop.index0] | int %}
                {% do statements.append({
                    'table': table.relation | string, 'column': column.name, 'rows': rows,
                    'sql': footfall.replace_words(table.relation, column, pattern, erased_user),
                }) if rows %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% do return(statements) %}
{% endmacro %}


{% macro directory_statements(table, columns, texts) %}
    {#- A login of the directory is no user of a system, and may be a word of another's name: it goes by the e-mail. -#}
    {% set statements = [] %}
    {% for column in columns if table.system == 'hr' and column.name == 'login' %}
        {% set condition = column.quoted ~ ' is not null and lower(trim(' ~ adapter.quote('email') ~ ')) in ('
            ~ footfall.quoted(texts) ~ ')' %}
        {% set rows = run_query('select count(*) from ' ~ table.relation ~ ' where ' ~ condition).rows[0][0] | int %}
        {% do statements.append({
            'table': table.relation | string, 'column': column.name, 'rows': rows,
            'sql': 'update ' ~ table.relation ~ ' set ' ~ column.quoted ~ ' = null where ' ~ condition,
        }) if rows %}
    {% endfor %}
    {% do return(statements) %}
{% endmacro %}


{% macro raw_tables() %}
    {#- {'system', 'relation'} of each raw table that is there. -#}
    {% set tables = [] %}
    {% for source in graph.sources.values() | sort(attribute='unique_id') if source.package_name == 'footfall' %}
        {% set relation = adapter.get_relation(
            database=source.database, schema=source.schema, identifier=source.identifier
        ) %}
        {% if relation is not none %}{% do tables.append({'system': source.source_name, 'relation': relation}) %}{% endif %}
    {% endfor %}
    {% for source in footfall.custom_sources().values() %}
        {% do tables.append({'system': source.name, 'relation': footfall.custom_source_relation(source)}) %}
    {% endfor %}
    {% do return(tables) %}
{% endmacro %}


{% macro raw_text_columns(relation) %}
    {#- Columns that can hold a name: texts and documents. -#}
    {% set columns = [] %}
    {% for column in adapter.get_columns_in_relation(relation) %}
        {% set type = column.data_type | lower %}
        {% if footfall.is_text_type(type) or 'json' in type %}{% do columns.append(column) %}{% endif %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}
