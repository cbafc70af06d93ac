{% macro normalized_user(native_user) -%}
    {#- How one user is written in one way. Spaces only: engines differ in what else they would trim. -#}
    lower(trim(both ' ' from {{ native_user }}))
{%- endmacro %}


{% macro identity(system, normalized_user) -%}
    {#- An e-mail is the same person everywhere; a login is somebody only within its system. -#}
    case
        when {{ normalized_user }} like '%@%' then {{ normalized_user }}
        else {{ system }} || ':' || {{ normalized_user }}
    end
{%- endmacro %}


{% macro pseudonym(salt, identity) -%}
    {{ footfall.sha256_hex(salt ~ ' || ' ~ identity) }}
{%- endmacro %}
