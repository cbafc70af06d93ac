{#-
    International domain names: `xn--bcher-kva.example` is `bücher.example` (RFC 3492). The state of the decoder is
    the same on every engine, and so is what a code changes in it; engines differ in how they walk over the codes.
    A label that is no punycode stays as it is.
-#}

{% macro decoded_domain(domain) -%}
    {#- The labels of a domain in lower case, in letters. -#}
    {{ return(adapter.dispatch('decoded_domain', 'footfall')(domain)) }}
{%- endmacro %}

{% macro duckdb__decoded_domain(domain) -%}
    {%- set states -%}
        list_reduce(
            list_transform(
                regexp_extract_all({{ footfall.punycode_codes('label') }}, '.'),
                lambda code: {{ footfall.punycode_digit('code') }}
            ),
            lambda state, digit: struct_pack(
                {%- for name, sql in footfall.punycode_step('//', 'chr').items() %}
                {{ name }} := {{ sql }}{{ ',' if not loop.last }}
                {%- endfor %}
            ),
            struct_pack(
                {%- for name, sql in footfall.punycode_state('label').items() %}
                {{ name }} := {{ sql }}{{ ',' if not loop.last }}
                {%- endfor %}
            )
        )
    {%- endset -%}
    array_to_string(
        list_transform(string_split({{ domain }}, '.'), lambda label: case
            when starts_with(label, 'xn--')
                then coalesce({{ footfall.bound(states, 'state', footfall.punycode_result('state')) }}, label)
            else label
        end),
        '.'
    )
{%- endmacro %}

{% macro postgres__decoded_domain(domain) -%}
    (
        select string_agg(coalesce(decoded_labels.decoded, labels.label), '.' order by labels.place)
        from unnest(string_to_array({{ domain }}, '.')) with ordinality as labels (label, place)
        left join lateral (
            with recursive states as (
                select
                    1 as step
                    {%- for name, sql in footfall.punycode_state('labels.label').items() %}
                    , {{ sql }} as {{ name }}
                    {%- endfor %}

                union all

                select
                    state.step + 1
                    {%- for sql in footfall.punycode_step('/', 'chr').values() %}
                    , {{ sql }}
                    {%- endfor %}
                from states as state
                cross join lateral (
                    select substr({{ footfall.punycode_codes('labels.label') }}, state.step, 1) as code
                ) as codes
                cross join lateral (select {{ footfall.punycode_digit('codes.code') }} as digit) as digits
                where codes.code <> ''
            )

            select {{ footfall.punycode_result('states') }} as decoded
            from states
            order by states.step desc
            limit 1
        ) as decoded_labels on labels.label like 'xn--%'
    )
{%- endmacro %}

{% macro spark__decoded_domain(domain) -%}
    array_join(
        transform(split({{ domain }}, '[.]'), label -> case
            when startswith(label, 'xn--') then coalesce(
                aggregate(
                    transform(
                        regexp_extract_all({{ footfall.punycode_codes('label') }}, '.', 0),
                        code -> {{ footfall.punycode_digit('code') }}
                    ),
                    named_struct(
                        {%- for name, sql in footfall.punycode_state('label').items() %}
                        '{{ name }}', {{ sql }}{{ ',' if not loop.last }}
                        {%- endfor %}
                    ),
                    (state, digit) -> named_struct(
                        {%- for name, sql in footfall.punycode_step('div', 'utf32').items() %}
                        '{{ name }}', {{ sql }}{{ ',' if not loop.last }}
                        {%- endfor %}
                    ),
                    state -> {{ footfall.punycode_result('state') }}
                ),
                label
            )
            else label
        end),
        '.'
    )
{%- endmacro %}


{% macro punycode_codes(label) -%}
    {#- What stands behind the last hyphen: where letters go, and which. -#}
    {{ footfall.replace_pattern(label, '^xn--(.*-)?', '') }}
{%- endmacro %}


{% macro punycode_digit(code) -%}
    cast(position({{ code }} in 'abcdefghijklmnopqrstuvwxyz0123456789') - 1 as bigint)
{%- endmacro %}


{% macro punycode_state(label) %}
    {#- Name -> SQL of the state before the first code. The letters of ASCII stand before the last hyphen. -#}
    {% do return({
        'decoded': "cast(" ~ footfall.replace_pattern(
            footfall.replace_pattern(label, '^xn--', ''), '^[^-]*$|-[^-]*$', ''
        ) ~ " as " ~ dbt.type_string() ~ ")",
        'code_point': 'cast(128 as bigint)',
        'place': 'cast(0 as bigint)',
        'start_place': 'cast(0 as bigint)',
        'weight': 'cast(1 as bigint)',
        'position_base': 'cast(36 as bigint)',
        'bias': 'cast(72 as bigint)',
    }) %}
{% endmacro %}


{% macro punycode_result(state) -%}
    {#- Null where the last number does not end. -#}
    case when {{ state }}.position_base = 36 then nullif({{ state }}.decoded, '') end
{%- endmacro %}


{% macro punycode_step(divide, character) %}
    {#- Name -> SQL of the state after a digit. A number is a run of digits, the last of which is below its threshold.
        It says how far to go on: through the places of the text, then to the next code point. -#}
    {% set threshold = 'least(greatest(state.position_base - state.bias, 1), 26)' %}
    {% set place = '(state.place + digit * state.weight)' %}
    {% set places = '(length(state.decoded) + 1)' %}
    {% set new_place = place ~ ' % ' ~ places %}
    {% set code_point = '(state.code_point + ' ~ place ~ ' ' ~ divide ~ ' ' ~ places ~ ')' %}
    {% set letter = 'chr(cast(' ~ code_point ~ ' as integer))' if character == 'chr'
        else 'decode(unhex(lpad(hex(' ~ code_point ~ "), 8, '0')), 'UTF-32')" %}
    {% set distance = '((' ~ place ~ ' - state.start_place) ' ~ divide ~ ' case when state.start_place = 0 then 700 else 2 end)' %}
    {% set bias -%}
        case
            {%- for scale in [1, 35, 1225, 42875, 1500625] %}
            when delta < {{ 456 * scale }}
                then {{ 36 * loop.index0 }} + 36 * (delta {{ divide }} {{ scale }}) {{ divide }} (delta {{ divide }} {{ scale }} + 38)
            {%- endfor %}
        end
    {%- endset %}
    {% set last = {
        'decoded': 'left(state.decoded, cast(' ~ new_place ~ ' as integer)) || ' ~ letter
            ~ ' || substr(state.decoded, cast(' ~ new_place ~ ' as integer) + 1)',
        'code_point': code_point,
        'place': new_place ~ ' + 1',
        'start_place': new_place ~ ' + 1',
        'weight': '1',
        'position_base': '36',
        'bias': footfall.bound(distance ~ ' + ' ~ distance ~ ' ' ~ divide ~ ' ' ~ places, 'delta', bias),
    } %}
    {#- No weight of a domain is as great: arithmetic must not overflow on what is no punycode. -#}
    {% set others = {
        'decoded': 'state.decoded', 'code_point': 'state.code_point', 'place': place,
        'start_place': 'state.start_place',
        'weight': 'least(state.weight, 100000000) * (36 - ' ~ threshold ~ ')',
        'position_base': 'state.position_base + 36', 'bias': 'state.bias',
    } %}
    {% set after = {} %}
    {% for name in last %}
        {% set is_wrong = 'when digit < 0 or (digit < ' ~ threshold ~ ' and (' ~ code_point ~ ' > 1114111 or ' ~ code_point
            ~ ' between 55296 and 57343)) then null ' if name == 'decoded' else '' %}
        {% do after.update({
            name: 'cast(case ' ~ is_wrong ~ 'when digit < ' ~ threshold ~ ' then ' ~ last[name] ~ ' else '
                ~ others[name] ~ ' end as ' ~ (dbt.type_string() if name == 'decoded' else 'bigint') ~ ')'
        }) %}
    {% endfor %}
    {% do return(after) %}
{% endmacro %}
