{% macro erasures(relation) -%}
    {#- A query of one row: what stands in for whoever was erased, and the secret of its keys; nulls as long as
        nobody was. -#}
    select
        min(salt) as salt
        , case when count(*) > 0 then {{ footfall.replacements('identity_hash', 'erased_user') }} end as replacements
    from {{ relation }}
{%- endmacro %}


{% macro erased_columns(system, more=[]) -%}
    {#- All columns of `final` by the model's own YAML, erased where they have a class of personal data; and more of
        free text that the YAML cannot name. The query has the row `erasures`. -#}
    {%- if not execute or not model.columns %}final.*{% endif -%}
    {%- for column in model.columns.values() if execute -%}
        {%- if footfall.is_erased(column) -%}
            {{ footfall.erased('final.' ~ column.name, system, column.meta.pii) }} as {{ column.name }}
        {%- else -%}
            final.{{ column.name }}
        {%- endif %}
        {{ ', ' if not loop.last }}
    {%- endfor -%}
    {%- for name in more if execute and model.columns %}
    , {{ footfall.erased('final.' ~ name, system) }} as {{ name }}
    {%- endfor %}
{%- endmacro %}


{% macro require_erased_columns(sql) %}
    {#- Stops where `final` has columns that erased_columns, which goes by the YAML, has left out: they would be gone
        without a word. -#}
    {% if 'macro.footfall.erased_columns' not in model.depends_on.macros %}{% do return(none) %}{% endif %}
    {% set kept = footfall.columns_of_query(sql) | map('lower') | list %}
    {% set lost = [] %}
    {% for name in footfall.columns_of_query(sql[:sql.rfind('\nselect')] ~ '\nselect * from final') if name | lower not in kept %}
        {% do lost.append(name) %}
    {% endfor %}
    {% if lost %}
        {% do exceptions.raise_compiler_error(
            "footfall: the SQL of model '" ~ model.name ~ "' has the column '" ~ lost | join("', '") ~ "', which its YAML, "
            ~ model.patch_path.split('://')[-1] ~ ', lacks: the column would be lost. Add it there, with its class of'
            ~ ' personal data if it has one.'
        ) %}
    {% endif %}
{% endmacro %}


{% macro is_erased(column) %}
    {#- Whether a column of a model's YAML can name a person; a token cannot. -#}
    {% do return(column.meta.pii is defined and column.meta.pii != 'token') %}
{% endmacro %}


{% macro erased(column, system, class='free_text') -%}
    {#- The column where nobody in it was erased. Else: what stands in for the person, where it is a user; `[erased]`,
        or for a document null, where it holds one. -#}
    case
        when erasures.salt is null or {{ column }} is null then {{ column }}
        {%- if class == 'json_body' %}
        when {{ footfall.erased_text(column, system, class) }} is not null then null
        else {{ column }}
        {%- else %}
        else coalesce({{ footfall.erased_text(column, system, class) }}, {{ column }})
        {%- endif %}
    end
{%- endmacro %}


{% macro erased_text(column, system, class) -%}
    {#- What stands in for a column that is or holds somebody erased; null where it does not. Its characters are made
        plain first. Each known spelling of a user has a key; what programs write around an address goes by its words. -#}
    {%- set replacement -%}
        coalesce(
            {%- if class != 'json_body' %}
            {{ footfall.replacement_of('erasures.replacements', footfall.identity_hash(system, 'clean_text')) }},
            {%- endif %}
            {%- if class == 'person_name' %}
            case
                when {{ footfall.replacement_of('erasures.replacements', footfall.name_hash('clean_text')) }} is not null
                    then '[erased]'
            end,
            {%- endif %}
            case when {{ footfall.holds_erased('clean_text', system) }} then '[erased]' end
        )
    {%- endset -%}
    {{ footfall.bound(
        footfall.clean_user('cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')'), 'clean_text', replacement
    ) }}
{%- endmacro %}


{% macro is_stand_in(user, kind='') -%}
    {#- A predicate: what new_erased_user has made for somebody erased, or for a service: kind `service-`. -#}
    {{ user }} like 'erased-{{ kind }}%@erased.invalid'
{%- endmacro %}


{% macro erased_user(user, system) -%}
    {#- What stands in for a user, or null where the user was not erased. -#}
    {{ footfall.bound(
        footfall.clean_user(user), 'clean_user',
        footfall.replacement_of('erasures.replacements', footfall.identity_hash(system, 'clean_user'))
    ) }}
{%- endmacro %}


{% macro identity_hash(system, clean_user) -%}
    {#- The key of a user of a system; of an e-mail in any system. -#}
    {{ footfall.sha256_hex("erasures.salt || " ~ footfall.identity(system, clean_user)) }}
{%- endmacro %}


{% macro name_hash(name) -%}
    {#- The key of a person's name, whatever the system. -#}
    {{ footfall.sha256_hex("erasures.salt || 'name:' || " ~ footfall.fold_case("trim(both ' ' from " ~ name ~ ")")) }}
{%- endmacro %}
