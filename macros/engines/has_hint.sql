{% macro has_hint(text, patterns) -%}
    {#- Whether a hint of these patterns is found in the text. -#}
    {{ return(adapter.dispatch('has_hint', 'footfall')(text, patterns)) }}
{%- endmacro %}

{% macro default__has_hint(text, patterns) -%}
    {#- The more a regular expression tells apart, the longer it takes for each text; most texts lack the signs. -#}
    {%- set looks = [] -%}
    {%- for pattern in patterns -%}
        {%- set look = footfall.matches_pattern(text, pattern.hint) -%}
        {%- set signs = [] -%}
        {%- for sign in pattern.signs or [] -%}
            {%- do signs.append(text ~ " like '%" ~ sign ~ "%'") -%}
        {%- endfor -%}
        {%- do looks.append('(' ~ signs | join(' or ') ~ ') and ' ~ look if signs else look) -%}
    {%- endfor -%}
    ({{ looks | join(' or ') }})
{%- endmacro %}

{% macro duckdb__has_hint(text, patterns) -%}
    {#- One automaton finds all of them at once. -#}
    {{ footfall.matches_pattern(text, patterns | map(attribute='hint') | join('|')) }}
{%- endmacro %}
