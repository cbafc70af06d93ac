{% macro redact(column, class, door) -%}
    {#- The column as the seed redaction_policy lets its class be seen at this door. The query joins the row of the
        door under the name <door>_policy, see redaction_policy_of. Null where the policy has no treatment that is
        known: nothing is shown by a slip of the pen. -#}
    {%- if class not in footfall.redaction_classes() -%}
        {%- do exceptions.raise_compiler_error(
            "footfall: redact of " ~ column ~ " names the class '" ~ class ~ "'; known are "
            ~ footfall.redaction_classes() | join(', ') ~ '.'
        ) -%}
    {%- elif door not in footfall.redaction_doors() -%}
        {%- do exceptions.raise_compiler_error(
            "footfall: redact of " ~ column ~ " names the door '" ~ door ~ "'; known are "
            ~ footfall.redaction_doors() | join(', ') ~ '.'
        ) -%}
    {%- endif -%}
    case {{ door }}_policy.{{ class }}
        when 'keep' then {{ footfall.mask_secrets(column) }}
        when 'pseudonym' then {{ footfall.pseudonym_text(column, class, door ~ '_policy.salt') }}
        when 'hash' then {{ footfall.hash_text(column) }}
        when 'truncate' then {{ footfall.truncate_text(column, class) }}
        when 'mask' then {{ footfall.mask_text(column, class) }}
        when 'domain_only' then {{ footfall.domain_only(column, class) }}
        else {{ footfall.drop_text() }}
    end
{%- endmacro %}


{% macro redaction_policy_of(door) -%}
    {#- A query of one row: the treatment of each class at this door, and the salt. -#}
    select * from {{ ref('int_redaction_policy') }}
    where door = '{{ door }}'
{%- endmacro %}


{% macro redaction_classes() %}
    {% do return([
        'email', 'person_name', 'user_id', 'ip_address', 'token', 'url', 'free_text', 'query_text', 'file_path',
        'host_name', 'json_body', 'object_id'
    ]) %}
{% endmacro %}


{% macro redaction_doors() %}
    {% do return(['marts', 'audit']) %}
{% endmacro %}
