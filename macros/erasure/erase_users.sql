{% macro erase_users(emails=[], users=[], as_json=false) %}
    {#- Erases persons: from now on, and in the days that are built. What it prints stands in no log. -#}
    {% if execute %}
        {% do footfall.check_erased_names(emails, users) %}
        {% set erasures = footfall.built_relation('base_footfall__erasures') %}
        {% set identities = footfall.built_relation('int_user_identities') %}
        {% if erasures is none or identities is none %}
            {% do exceptions.raise_compiler_error(
                'footfall: nobody can be erased before the first dbt build, which finds out who is who.'
            ) %}
        {% endif %}
        {% set report = {'erased': [], 'known': [], 'unknown': [], 'rows': {}, 'statements': []} %}
        {#- Without a transaction of its own dbt would commit nothing. -#}
        {% call statement('begin_erasure') %}select 1 as one{% endcall %}
        {% do footfall.keep_runs_out() %}
        {#- The next build has something to do. -#}
        {% do footfall.forget_builds(footfall.last_run()) %}
        {% for name in emails + users %}
            {% set person = footfall.person_to_erase(name | string, is_email=loop.index0 < emails | length) %}
            {% do footfall.erase_person(name | string, person, erasures, report) %}
        {% endfor %}
        {% do footfall.add_rows(report, footfall.erase_stored_days(erasures)) %}
        {% do footfall.erase_employees(erasures) %}
        {% do footfall.let_runs_in() %}
        {% do adapter.commit() %}
        {% if as_json %}
            {% do print(tojson(report)) %}
        {% else %}
            {% do footfall.print_erasure(report) %}
        {% endif %}
    {% endif %}
{% endmacro %}


{% macro check_erased_names(emails, users) %}
    {#- A sentence where one is no e-mail or no SYSTEM:NATIVE_USER. -#}
    {% if emails is string or users is string or emails | length + users | length == 0 %}
        {% do exceptions.raise_compiler_error(
            "footfall: erase_users takes lists: {emails: [ann@example.org], users: ['datagrok:ann']}."
        ) %}
    {% endif %}
    {% for email in emails if not footfall.as_normalized_user(email).is_email %}
        {% do exceptions.raise_compiler_error('footfall: ' ~ email ~ ' is no e-mail.') %}
    {% endfor %}
    {% for user in users if (user | string).split(':')[0] not in footfall.logged_systems()
        or (user | string).split(':', 1)[1:] | join | trim == '' %}
        {% do exceptions.raise_compiler_error(
            'footfall: ' ~ user ~ ' is not SYSTEM:NATIVE_USER of any of ' ~ footfall.logged_systems() | join(', ') ~ '.'
        ) %}
    {% endfor %}
{% endmacro %}


{% macro built_relation(name) %}
    {#- The table or view of one of footfall's nodes, none where it is not built. -#}
    {% for node in graph.nodes.values() if node.package_name == 'footfall' and node.name == name %}
        {% do return(adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias)) %}
    {% endfor %}
    {% do return(none) %}
{% endmacro %}


{% macro as_normalized_user(user) %}
    {#- What the warehouse makes of a user: {'text', 'is_email'}. -#}
    {% set found = run_query(
        'select users.normalized_user, ' ~ footfall.is_email('users.normalized_user') ~ ' from (select '
        ~ footfall.normalized_user('names.name') ~ ' as normalized_user from (select '
        ~ footfall.quoted([user]) ~ ' as name) as names) as users'
    ).rows[0] %}
    {% do return({'text': found[0], 'is_email': found[1]}) %}
{% endmacro %}


{% macro person_to_erase(name, is_email) %}
    {#- All that the person is known by: identities, as macro identity has them, the one that was asked for first; apart,
        those of whom the person is a candidate; names, in lower case; user_keys. And whether it is a person, and was
        found at all. -#}
    {% set system, user = ('', name) if is_email else name.split(':', 1) %}
    {% set user = footfall.as_normalized_user(user).text %}
    {% set name = user if is_email else system ~ ':' ~ user %}
    {% set person = {
        'asked': name, 'identities': [name], 'apart': [], 'names': [], 'user_keys': [], 'is_person': true, 'found': false,
    } %}
    {% set identities = footfall.built_relation('int_user_identities') %}
    {% set wanted = namespace(email=name if is_email else none) %}
    {% if not is_email %}
        {% for row in run_query(
            "select identities.email, identities.system || ':' || " ~ footfall.normalized_user('identities.native_user')
            ~ ', identities.user_key, identities.is_person from ' ~ identities ~ ' as identities where identities.system = '
            ~ footfall.quoted([system]) ~ ' and (' ~ footfall.normalized_user('identities.native_user') ~ ' = '
            ~ footfall.quoted([user]) ~ ' or identities.native_user in (select native_user from '
            ~ footfall.built_relation('int_user_names') ~ ' where system = ' ~ footfall.quoted([system])
            ~ ' and user_name = ' ~ footfall.quoted([user]) ~ '))'
        ).rows %}
            {% do person.update({'found': true, 'is_person': row[3]}) %}
            {% do person.identities.append(row[1]) %}
            {% do person.user_keys.append(row[2]) %}
            {% if row[0] %}{% set wanted.email = row[0] %}{% endif %}
        {% endfor %}
    {% endif %}
    {% if wanted.email and wanted.email not in person.identities %}{% do person.identities.append(wanted.email) %}{% endif %}
    {% set known = footfall.known_names_query(wanted.email or '', person) %}
    {% for kind, text in run_query(known).rows | map('list') %}
        {% if kind == 'name' %}
            {% do person.names.append(text) %}
        {% elif kind == 'apart' %}
            {% do person.apart.append(text) %}
        {% elif kind == 'user_key' %}
            {% do person.user_keys.append(text) %}
        {% elif kind == 'no person' %}
            {% do person.update({'is_person': false}) %}
        {% else %}
            {% do person.identities.append(text) %}
        {% endif %}
        {% do person.update({'found': true}) %}
    {% endfor %}
    {% for row in run_query(
        'select ' ~ footfall.pseudonym('salts.salt', 'keys.identity') ~ ' from ('
        ~ footfall.keys_as_rows(person.identities) ~ ') as keys cross join '
        ~ footfall.built_relation('base_footfall__pseudonym_salt') ~ ' as salts'
    ).rows %}
        {% do person.user_keys.append(row[0]) %}
    {% endfor %}
    {% for key in ['identities', 'apart', 'names', 'user_keys'] %}
        {% do person.update({key: person[key] | unique | sort | list}) %}
    {% endfor %}
    {% do return(person) %}
{% endmacro %}


{% macro known_names_query(email, person) %}
    {#- Query: kind, text of what an e-mail, or who has these identities, is known by. A login or mailbox of the
        directory counts in every system where no other employee has it. -#}
    with

    natives as (
        select system, native_user, user_key, is_person
        from {{ footfall.built_relation('int_user_identities') }}
        where
            email = {{ footfall.quoted([email]) }}
            or system || ':' || {{ footfall.normalized_user('native_user') }}
            in ({{ footfall.quoted(person.identities) }})
    )

    , accounts as (
        select accounts.system, accounts.native_user, accounts.full_name
        from {{ footfall.built_relation('int_accounts') }} as accounts
        left join {{ footfall.built_relation('int_user_identities') }} as identities
            on accounts.system = identities.system and accounts.native_user = identities.native_user
        left join natives on accounts.system = natives.system and accounts.native_user = natives.native_user
        where
            natives.native_user is not null
            -- Whoever never did anything is in no log.
            or (
                identities.native_user is null
                and {{ footfall.normalized_user('accounts.email') }} = {{ footfall.quoted([email]) }}
                and {{ footfall.quoted([email]) }} <> ''
            )
    )

    , names as (
        select names.system, names.user_name
        from {{ footfall.built_relation('int_user_names') }} as names
        inner join natives on names.system = natives.system and names.native_user = natives.native_user
    )

    , employees as (
        select email, login, {{ footfall.text_part('email', "'@'", 1) }} as mailbox, full_name
        from {{ footfall.built_relation('int_employee_history') }}
    )

    , handles as (
        select email, login as handle from employees where login is not null
        union
        select email, mailbox as handle from employees
    )

    , own_handles as (
        select handle
        from handles
        group by handle
        having min(email) = {{ footfall.quoted([email]) }} and max(email) = {{ footfall.quoted([email]) }}
    )

    , systems as (
        {% for system in footfall.logged_systems() %}
        select '{{ system }}' as system
        {{ 'union all' if not loop.last }}
        {% endfor %}
    )

    select 'identity' as kind, {{ footfall.identity('system', footfall.normalized_user('native_user')) }} as name
    from natives
    union
    select 'identity' as kind, {{ footfall.identity('system', footfall.clean_user('native_user')) }} as name
    from natives
    union
    select 'identity' as kind, {{ footfall.identity('system', footfall.normalized_user('native_user')) }} as name
    from accounts
    union
    select 'identity' as kind, {{ footfall.identity('system', 'user_name') }} as name from names
    union
    select 'identity' as kind, systems.system || ':' || own_handles.handle as name from own_handles cross join systems
    union
    select 'identity' as kind, systems.system || ':' || {{ footfall.normalized_user('mapped.native_user') }} as name
    from {{ footfall.built_relation('identity_map') }} as mapped
    inner join systems on mapped.system in (systems.system, '*')
    where {{ footfall.normalized_user('mapped.email') }} = {{ footfall.quoted([email]) }}
    union
    select 'name' as kind, {{ footfall.fold_case('full_name') }} as name
    from employees
    where email = {{ footfall.quoted([email]) }} and full_name is not null
    union
    select 'name' as kind, {{ footfall.fold_case('full_name') }} as name from accounts where full_name is not null
    union
    select 'user_key' as kind, user_key as name from natives
    union
    select 'no person' as kind, '' as name from natives where not is_person
    union
    select 'apart' as kind, system || ':' || {{ footfall.clean_user('native_user') }} as name
    from {{ footfall.built_relation('int_user_identities') }}
    where
        {{ footfall.quoted([email]) }} <> ''
        and position({{ footfall.quoted([', ' ~ email ~ ',']) }} in ', ' || candidate_emails || ',') > 0
{% endmacro %}


{% macro print_erasure(report) %}
    {#- The report for people: to the terminal, and to no log. -#}
    {% for name in report.erased %}{% do print('Erased ' ~ name ~ '.') %}{% endfor %}
    {% for name in report.known %}{% do print(name ~ ' was erased before.') %}{% endfor %}
    {% for name in report.unknown %}{% do print(name ~ ' occurs nowhere: nothing was done.') %}{% endfor %}
    {% for table, rows in report.rows.items() %}{% do print('  ' ~ rows ~ ' rows of ' ~ table) %}{% endfor %}
    {% if report.erased %}{% do print('The next dbt build takes them out of all that is built of these.') %}{% endif %}
    {% if report.statements %}
        {% do print('Raw tables are yours. These statements take the persons out of them:') %}
        {% for statement in report.statements %}
            {% do print('-- ' ~ statement.rows ~ ' rows\n' ~ statement.sql ~ ';') %}
        {% endfor %}
    {% endif %}
{% endmacro %}
