{% macro erase_person(name, person, erasures, report) %}
    {#- Notes the person's keys, and adds to the report. Who occurs nowhere is not noted. -#}
    {% set keys = person.identities + footfall.keys_of_names(person.names) %}
    {% for identity in person.apart %}{% do keys.append('apart:' ~ identity) %}{% endfor %}
    {% set noted = footfall.noted_keys(keys, erasures) %}
    {% set is_known = person.asked in noted %}
    {#- Others may have the same name. -#}
    {% set actors = [] %}
    {% for identity in person.identities if identity in noted %}{% do actors.append(noted[identity]) %}{% endfor %}
    {% set erased_user = actors | first | default(footfall.new_erased_user(person), true) %}
    {% set statements = footfall.raw_erasure_statements(person, erased_user) %}
    {#- Raw rows of the actor's uuid, where the statements were run, are the actor's. -#}
    {% for system in footfall.logged_systems() %}
        {% do keys.append(system ~ ':' ~ footfall.erased_uuid(erased_user)) %}
    {% endfor %}
    {% do noted.update(footfall.noted_keys(keys, erasures)) %}
    {% do footfall.note_keys(keys | reject('in', noted.keys() | list) | unique | list, erased_user, erasures) %}
    {#- Raw rows may be gone, and what was built of them not. -#}
    {% set rows = {} if is_known or person.found or statements else footfall.erase_stored_days(erasures) %}
    {% if not (is_known or person.found or statements or rows) %}
        {% do footfall.forget_keys(erased_user, erasures) %}
        {% do report.unknown.append(name) %}
    {% else %}
        {% do (report.known if is_known else report.erased).append(name) %}
        {% do rows.update(footfall.erase_kept_rows(person, erased_user)) %}
        {% do rows.update(footfall.erase_deliveries(person, erased_user, erasures)) %}
        {% do footfall.add_rows(report, rows) %}
        {% do report.statements.extend(statements) %}
    {% endif %}
{% endmacro %}


{% macro add_rows(report, rows) %}
    {% for table, count in rows.items() %}
        {% do report.rows.update({table: report.rows.get(table, 0) + count}) %}
    {% endfor %}
{% endmacro %}


{% macro keys_of_names(names) %}
    {#- A name itself, and each two words of it that follow each other, and its ends the other way round. -#}
    {% set keys = [] %}
    {% for name in names %}
        {% set words = modules.re.findall(footfall.word_pattern() | replace("''", "'"), name) %}
        {% do keys.append('name:' ~ name | trim) %}
        {% for word in words[1:] %}{% do keys.append('name:' ~ words[loop.index0] ~ ' ' ~ word) %}{% endfor %}
        {% if words | length > 1 %}{% do keys.append('name:' ~ words[-1] ~ ' ' ~ words[0]) %}{% endif %}
    {% endfor %}
    {% do return(keys) %}
{% endmacro %}


{% macro keys_as_rows(keys) -%}
    {% for key in keys %}
    select {{ footfall.quoted([key]) }} as identity
    {{ 'union all' if not loop.last }}
    {% endfor %}
{%- endmacro %}


{% macro noted_keys(keys, erasures) %}
    {#- Of these, key -> the actor that stands in for it. -#}
    {% set noted = {} %}
    {% for row in run_query(
        'select keys.identity, noted.erased_user from (' ~ footfall.keys_as_rows(keys) ~ ') as keys inner join '
        ~ erasures ~ ' as noted on noted.identity_hash = ' ~ footfall.sha256_hex('noted.salt || keys.identity')
    ).rows %}
        {% do noted.update({row[0]: row[1]}) %}
    {% endfor %}
    {% do return(noted) %}
{% endmacro %}


{% macro new_erased_user(person) %}
    {#- An address that nobody can have (RFC 2606), so that it is one person in every system. -#}
    {% set random = run_query('select left(' ~ footfall.sha256_hex(footfall.random_text()) ~ ', 12)').rows[0][0] %}
    {% do return('erased-' ~ ('service-' if not person.is_person else '') ~ random ~ '@erased.invalid') %}
{% endmacro %}


{% macro note_keys(keys, erased_user, erasures) %}
    {#- The first row is nobody's: it keeps the salt, which is made in the warehouse and stands in no statement. -#}
    {% set now = "cast('" ~ modules.datetime.datetime.utcnow().isoformat(' ') ~ "' as " ~ dbt.type_timestamp() ~ ')' %}
    {% set columns = '(identity_hash, erased_user, salt, created_at)' %}
    {% if not run_query('select 1 from ' ~ erasures ~ ' limit 1').rows %}
        {% call statement('make_salt') %}
            insert into {{ erasures }} {{ columns }}
            select {{ footfall.sha256_hex(footfall.random_text()) }}, 'nobody', {{ footfall.random_text() }}, {{ now }}
        {% endcall %}
    {% endif %}
    {% if keys %}
        {% call statement('note_keys') %}
            insert into {{ erasures }} {{ columns }}
            select
                {{ footfall.sha256_hex('secret.salt || keys.identity') }}
                , '{{ erased_user }}'
                , secret.salt
                , {{ now }}
            from ({{ footfall.keys_as_rows(keys) }}) as keys
            cross join (select min(salt) as salt from {{ erasures }}) as secret
        {% endcall %}
    {% endif %}
{% endmacro %}


{% macro forget_keys(erased_user, erasures) %}
    {% do adapter.dispatch('forget_keys', 'footfall')(erased_user, erasures) %}
{% endmacro %}

{% macro default__forget_keys(erased_user, erasures) %}
    {% call statement('forget_keys') %}
        delete from {{ erasures }} where erased_user = '{{ erased_user }}'
    {% endcall %}
{% endmacro %}

{% macro spark__forget_keys(erased_user, erasures) %}
    {#- Rows of files cannot be deleted; keys of nobody do no harm. -#}
{% endmacro %}


{% macro erase_stored_days(erasures) %}
    {#- Rewrites, in the tables by day that read raw rows, the rows that hold somebody erased, and notes these days as
        built anew, so that what reads them is stale. They are of any age, and their raw rows may be gone. Returns
        table -> rows. -#}
    {% set erased = {} %}
    {% set row = footfall.erasures(erasures) %}
    {% for node in graph.nodes.values() | sort(attribute='unique_id') if footfall.holds_raw_persons(node) %}
        {% set relation = footfall.built_relation(node.name) %}
        {% set system = 'system' if node.config.group == 'custom_sources' else "'" ~ node.config.group ~ "'" %}
        {% set changes, conditions, days = {}, [], {} %}
        {% for column in node.columns.values() if footfall.is_erased(column) %}
            {% do changes.update({column.name: footfall.erased(column.name, system, column.meta.pii)}) %}
            {% do conditions.append(footfall.names_erased(column.name, system, column.meta.pii)) %}
        {% endfor %}
        {% for column in footfall.custom_detail_columns() if node.name == 'base_custom_sources__events' %}
            {% do changes.update({column: footfall.erased(column, system)}) %}
            {% do conditions.append(footfall.names_erased(column, system, 'free_text')) %}
        {% endfor %}
        {% set condition = 'erasures.salt is not null and (' ~ conditions | join(' or ') ~ ')' %}
        {% if relation is not none and changes %}
            {% for day in run_query(
                'select activity_date, count(*) from ' ~ relation ~ ' cross join (' ~ row ~ ') as erasures where '
                ~ condition ~ ' group by activity_date'
            ).rows %}
                {% do days.update({footfall.iso_date(day[0]) if day[0] else footfall.no_day(): day[1] | int}) %}
            {% endfor %}
        {% endif %}
        {% if days %}
            {% do footfall.erase_rows(relation, changes, condition, row, days.keys() | list) %}
            {% do footfall.note_rewritten_days(node.unique_id, days.keys() | list) %}
            {% do erased.update({relation.schema ~ '.' ~ relation.identifier: days.values() | sum}) %}
        {% endif %}
    {% endfor %}
    {% do return(erased) %}
{% endmacro %}


{% macro holds_raw_persons(node) %}
    {#- Tables by day in the common shape are built of these, and follow. -#}
    {% do return(
        node.package_name == 'footfall'
        and node.config.materialized == 'rebuilt_by_day'
        and node.config.group in footfall.systems().keys() | list + ['custom_sources']
    ) %}
{% endmacro %}


{% macro names_erased(column, system, class) -%}
    {#- Whether the macro erased would change the column. -#}
    ({{ column }} is not null and {{ footfall.erased_text(column, system, class) }} is not null)
{%- endmacro %}


{% macro note_rewritten_days(node, days) %}
    {#- Built of what they were built of, and yet others. -#}
    {% set built_from = {} %}
    {% for build in run_query(
        'select activity_date, built_from from ' ~ footfall.builds() ~ " where node = '" ~ node ~ "'"
    ).rows %}
        {% set day = footfall.iso_date(build[0]) %}
        {% if day in days or day == footfall.whole_table() %}{% do built_from.update({day: build[1]}) %}{% endif %}
    {% endfor %}
    {% set known = footfall.forget_builds(node, days) %}
    {% do footfall.remember_builds(node, built_from, invocation_id, known) %}
{% endmacro %}
