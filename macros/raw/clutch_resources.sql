{% macro clutch_mended_id(type, id) -%}
    {#- The id of a resource, with the slash that Clutch's own pattern for GetInstance lacks between account and
        region. -#}
    {%- set region = '(af|ap|ca|cn|eu|il|me|mx|sa|us)(-[a-z]+)+-[0-9]+' -%}
    case
        when {{ type }} = 'clutch.aws.ec2.v1.Instance'
            then {{ footfall.replace_pattern(id, '^([^/]+)(' ~ region ~ '/[^/]+)$', '\\1/\\2') }}
        else {{ id }}
    end
{%- endmacro %}


{% macro clutch_better_id(id, other_id) -%}
    {#- Of two ids of one type, which request and response have at the same place, the well-formed one: no part of it
        is empty or still a placeholder, and it has the separators that the other lacks. Where both are well-formed the
        first: they are two objects. -#}
    {%- set is_whole = '^[^/{}]+(/[^/{}]+)*$' -%}
    case
        when {{ id }} is null then {{ other_id }}
        when {{ other_id }} is null or {{ id }} = {{ other_id }} then {{ id }}
        when
            not {{ footfall.matches_pattern(id, is_whole) }}
            and {{ footfall.matches_pattern(other_id, is_whole) }}
            then {{ other_id }}
        when
            length({{ other_id }}) > length({{ id }})
            and {{ footfall.replace_pattern(other_id, '[/:]', '') }} = {{ footfall.replace_pattern(id, '[/:]', '') }}
            then {{ other_id }}
        else {{ id }}
    end
{%- endmacro %}
