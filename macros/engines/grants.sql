{% macro check_roles() %}
    {#- Stops a command that builds where a role of the vars cannot be what it is said to be. -#}
    {% if execute and footfall.is_building() and footfall.has_roles() %}
        {% do adapter.dispatch('check_roles', 'footfall')() %}
    {% endif %}
{% endmacro %}

{% macro default__check_roles() %}
    {% do exceptions.warn(
        "footfall: the vars 'admin_role' and 'reader_role' do nothing on " ~ target.type
        ~ ': footfall grants and revokes on PostgreSQL alone.'
    ) %}
{% endmacro %}

{% macro postgres__check_roles() %}
    {% set doors = footfall.doors() %}
    {% for schema in doors.marts if schema in doors.restricted %}
        {% do exceptions.raise_compiler_error(
            "footfall: the schema '" ~ schema ~ "' holds marts and what is for administrators alone. With the vars"
            ~ " 'admin_role' and 'reader_role' give the marts a +schema of their own."
        ) %}
    {% endfor %}
    {% set names = {'admin_role': var('admin_role'), 'reader_role': var('reader_role')} %}
    {#- What a role may do it may do as a member of others, too; a superuser is a member of all. -#}
    {% set roles = {} %}
    {% for role in run_query(
        "select role.rolname, (select string_agg(stronger.rolname, ', ' order by stronger.rolname) from pg_roles as"
        ~ " stronger where (stronger.rolname in (current_user, 'pg_read_all_data')"
        ~ (" or stronger.rolname = " ~ footfall.quoted([names.admin_role]) if names.admin_role)
        ~ ") and pg_has_role(role.oid, stronger.oid, 'member')) from pg_roles as role where role.rolname in ("
        ~ footfall.quoted(names.values() | select | list) ~ ")"
    ).rows %}
        {% do roles.update({role[0]: role[1]}) %}
    {% endfor %}
    {% for name, role in names.items() if role and role not in roles %}
        {{ footfall.raise_wrong_var(name, 'a role of the server, which has none of this name: create role') }}
    {% endfor %}
    {% if names.reader_role and roles[names.reader_role] %}
        {{ footfall.raise_wrong_var(
            'reader_role', 'a role that is no member of ' ~ roles[names.reader_role]
            ~ ': as one it could read what is for administrators'
        ) }}
    {% endif %}
    {% do footfall.warn_of_readable_sources() if names.reader_role %}
{% endmacro %}


{% macro warn_of_readable_sources() %}
    {#- Raw tables are somebody else's: footfall takes no rights on them away. -#}
    {% set tables = [] %}
    {% for source in graph.sources.values() if source.package_name == 'footfall' %}
        {% do tables.append(source.relation_name) %}
    {% endfor %}
    {% set found = run_query(
        "select string_agg(name, ', ' order by name) from unnest(array[" ~ footfall.quoted(tables) ~ "]) as tables"
        ~ " (name) inner join pg_class on pg_class.oid = to_regclass(name) where has_schema_privilege("
        ~ footfall.quoted([var('reader_role')]) ~ ", relnamespace, 'usage') and has_any_column_privilege("
        ~ footfall.quoted([var('reader_role')]) ~ ", pg_class.oid, 'select')"
    ).rows[0][0] if tables %}
    {% if found %}
        {% do exceptions.warn(
            "footfall: the role of the var 'reader_role', " ~ var('reader_role') ~ ', may read raw tables: '
            ~ found ~ '. Their owner can revoke that.'
        ) %}
    {% endif %}
{% endmacro %}


{% macro sync_grants() %}
    {#- Makes the rights on all that footfall has in the warehouse what the vars say. Called when a command begins
        and when it ends; what is made between the two gets its rights in its own transaction. -#}
    {% if execute and footfall.is_building() and footfall.has_roles() %}
        {% do adapter.dispatch('sync_grants', 'footfall')() %}
    {% endif %}
{% endmacro %}

{% macro default__sync_grants() %}
{% endmacro %}

{% macro postgres__sync_grants() %}
    {% call statement('differing_grants', fetch_result=true) %}{{ footfall.differing_grants() }}{% endcall %}
    {% set ours, others = [], [] %}
    {% for row in load_result('differing_grants').table.rows %}
        {% do (ours if row[1] else others).append(row[0]) %}
    {% endfor %}
    {% if ours %}
        {% call statement('sync_grants') %}{{ ours | join(';\n') }}{% endcall %}
    {% endif %}
    {% do adapter.commit() %}
    {% if others %}
        {% do exceptions.warn(
            "footfall: the vars 'admin_role' and 'reader_role' ask for rights on what another role owns. It can run: "
            ~ others | join('; ')
        ) %}
    {% endif %}
{% endmacro %}


{% macro differing_grants() %}
    {#- Query of PostgreSQL: each statement that is missing, and whether this role may run it. Lists of rights are
        compared, each role's own: who has a right through PUBLIC too is given it before PUBLIC loses it. -#}
    {% set doors = footfall.doors() %}
    {% set reader = footfall.quoted([var('reader_role') or '']) %}
    with

    named (relation_name, privilege, role_name) as (

        values
        {% for relation, grants in doors.relations.items() %}
        {% for privilege, roles in grants.items() %}
        {% for role in roles %}
        ({{ footfall.quoted([relation, privilege | upper, role]) }}),
        {% endfor %}
        {% endfor %}
        ({{ footfall.quoted([relation]) }}, null, null){{ ',' if not loop.last }}
        {% endfor %}

    )

    , schemas as (

        select
            oid
            , format('schema %I', nspname) as object
            , nspname in ({{ footfall.quoted(doors.marts) }}) as is_open
            , nspowner as owner
            , nspacl as acl
        from pg_namespace
        where nspname in ({{ footfall.quoted(doors.marts + doors.restricted) }})

    )

    , relations as (

        select
            pg_class.oid
            , format('%I.%I', pg_namespace.nspname, pg_class.relname) as object
            , pg_namespace.nspname in ({{ footfall.quoted(doors.marts) }}) as is_open
            , pg_class.relowner as owner
            , pg_class.relacl as acl
            , pg_class.relnamespace as schema_oid
            , pg_class.relkind = 'v' and not coalesce('security_barrier=true' = any(pg_class.reloptions), false)
            as is_leaky_view
        from pg_class
        inner join pg_namespace on pg_class.relnamespace = pg_namespace.oid
        where pg_class.oid in (select to_regclass(relation_name) from named)

    )

    , objects as (

        select oid, object, is_open, owner, acl, null as schema_oid from schemas
        union all
        select oid, object, is_open, owner, acl, schema_oid from relations

    )

    , wanted_in_relations as (

        select
            relations.oid
            , relations.schema_oid
            , pg_roles.oid as grantee
            , named.privilege
        from named
        inner join relations on to_regclass(named.relation_name) = relations.oid
        inner join pg_roles on named.role_name = pg_roles.rolname

    )

    , wanted as (

        select oid, grantee, privilege from wanted_in_relations
        union
        select schema_oid, grantee, 'USAGE' from wanted_in_relations
        union
        -- before the first relation is there
        select schemas.oid, pg_roles.oid, 'USAGE'
        from schemas
        inner join pg_roles on pg_roles.rolname = {{ footfall.quoted([var('admin_role') or '']) }}
            or (pg_roles.rolname = {{ reader }} and schemas.is_open)

    )

    , held as (

        select objects.oid, rights.grantee, rights.privilege_type as privilege
        from objects, aclexplode(objects.acl) as rights

    )

    , held_in_columns as (

        select relations.oid, rights.grantee, rights.privilege_type as privilege
        from relations
        inner join pg_attribute on relations.oid = pg_attribute.attrelid
        , aclexplode(pg_attribute.attacl) as rights

    )

    , unwanted as (

        (select * from held union select * from held_in_columns)
        except
        select * from wanted

    )

    , unwanted_in_relations as (

        select unwanted.*, relations.schema_oid
        from unwanted
        inner join relations on unwanted.oid = relations.oid
        where unwanted.grantee <> relations.owner and (unwanted.grantee <> 0 or not relations.is_open)

    )

    -- Others may have tables of their own in a schema: it is taken from who loses rights on a relation in it.
    , unwanted_in_schemas as (

        select unwanted.*
        from unwanted
        inner join schemas on unwanted.oid = schemas.oid
        where
            (unwanted.oid, unwanted.grantee) in (select schema_oid, grantee from unwanted_in_relations)
            or (
                not schemas.is_open
                and (unwanted.grantee = 0 or unwanted.grantee in (select oid from pg_roles where rolname = {{ reader }}))
            )

    )

    , statements as (

        select
            format(
                'revoke %s on %s from %s', revoked.privilege, objects.object
                , case when revoked.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(revoked.grantee)) end
            ) as statement
            , objects.owner
        from (
            select oid, grantee, privilege from unwanted_in_relations
            union all
            select oid, grantee, privilege from unwanted_in_schemas
        ) as revoked
        inner join objects on revoked.oid = objects.oid

        union all

        select
            format('grant %s on %s to %I', missing.privilege, objects.object, pg_get_userbyid(missing.grantee))
            , objects.owner
        from (select * from wanted except select * from held) as missing
        inner join objects on missing.oid = objects.oid
        where missing.grantee <> objects.owner

        union all

        select
            format('alter view %s set (security_barrier = true)', object)
            , owner
        from relations
        where is_open and is_leaky_view

    )

    select
        statement
        , pg_has_role(owner, 'usage') as is_ours
    from statements
    order by statement desc
{% endmacro %}


{% macro doors() %}
    {#- Schemas that are for everybody and for administrators, and all relations with who may read them. -#}
    {% set doors = {'marts': [], 'restricted': [], 'relations': {}} %}
    {% for node in graph.nodes.values() if (
        node.package_name == 'footfall' and node.resource_type in ('model', 'seed', 'snapshot')
        and node.config.materialized != 'ephemeral'
    ) %}
        {% set schemas = doors.marts if footfall.is_for_everybody(node) else doors.restricted %}
        {% do schemas.append(node.schema) if node.schema not in schemas %}
        {% do doors.relations.update({node.relation_name: footfall.role_grants(node)}) %}
    {% endfor %}
    {#- Made by hooks and by the command line. -#}
    {% set beside = [footfall.builds(), footfall.runs()] %}
    {% set alerts = graph.nodes.get('model.footfall.alert_events') %}
    {% if alerts %}
        {% do beside.append(api.Relation.create(
            database=alerts.database, schema=alerts.schema, identifier='alert_deliveries'
        )) %}
    {% endif %}
    {% for relation in beside %}
        {% do doors.relations.update(
            {relation | string: {'select': [var('admin_role')] if var('admin_role') else []}}
        ) %}
    {% endfor %}
    {% do return(doors) %}
{% endmacro %}


{% macro is_for_everybody(node) %}
    {#- All others are for administrators. -#}
    {% do return(
        node.package_name == 'footfall' and node.resource_type == 'model'
        and node.fqn[1] == 'marts' and node.fqn[2] != 'audit'
    ) %}
{% endmacro %}


{% macro has_roles() %}
    {% do return(var('admin_role') is not none or var('reader_role') is not none) %}
{% endmacro %}


{% macro role_grants(node) %}
    {#- The config `grants` of a model, seed or snapshot, and what the vars add to it. -#}
    {% set grants = {} %}
    {% for privilege, roles in (node.config.get('grants') or {}).items() %}
        {% do grants.update({privilege: [roles] if roles is string else roles | list}) %}
    {% endfor %}
    {% for role in [var('admin_role'), var('reader_role') if footfall.is_for_everybody(node)] if role %}
        {% if role not in grants.get('select', []) %}
            {% do grants.update({'select': grants.get('select', []) + [role]}) %}
        {% endif %}
    {% endfor %}
    {% do return(grants) %}
{% endmacro %}


{% macro postgres__apply_grants(relation, grant_config, should_revoke=true) %}
    {#- dbt_project.yml is read before its vars are known, so `+grants` there cannot name their roles. What stays
        as it is has its rights from sync_grants: dbt would ask for those of each relation in each run. -#}
    {% set grants = footfall.role_grants(model) if model.package_name == 'footfall' else grant_config %}
    {% if grant_config or not should_revoke %}
        {% do dbt.default__apply_grants(relation, grants, should_revoke) %}
    {% endif %}
{% endmacro %}


{% macro postgres__get_grant_sql(relation, privilege, grantees) -%}
    {#- dbt quotes the roles that it revokes from, but not those that it grants to. -#}
    grant {{ privilege }} on {{ relation.render() }} to {% for grantee in grantees -%}
        {{ adapter.quote(grantee) }}{{ ', ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
