{% macro normalized_user(native_user) -%}
    {#- How one user is written in one way. Nearly all are written so already, but for capitals. -#}
    case
        when {{ native_user }} is null then null
        when {{ footfall.matches_pattern(native_user, '^[0-9A-Za-z._+-]+(@[0-9A-Za-z.-]*[0-9A-Za-z])?$') }}
            and not {{ footfall.matches_pattern(native_user, '[Xx][Nn]--') }}
            then {{ footfall.lower_ascii(native_user) }}
        -- Free text is no user, however it is written.
        when length({{ native_user }}) > 320 then {{ native_user }}
        else {{ footfall.bound(
            footfall.bare_user(footfall.clean_user(native_user)), 'bare_user',
            footfall.with_decoded_domain('bare_user')
        ) }}
    end
{%- endmacro %}


{% macro clean_user(text) -%}
    {#- Lower case, letters composed, one space where several or odd ones were, nothing invisible, no wide forms. -#}
    {%- set forms = {13: ' ', 8208: '-', 8209: '-', 8217: "'", 12290: '.', 65377: '.'} -%}
    {%- for space in [9, 10, 11, 12, 133, 160, 5760, 8232, 8233, 8239, 8287, 12288] + range(8192, 8203) | list -%}
        {%- do forms.update({space: ' '}) -%}
    {%- endfor -%}
    {%- for code_point in range(33, 127) -%}
        {%- do forms.update({65248 + code_point: '%c' | format(code_point)}) -%}
    {%- endfor -%}
    {%- set invisible = range(1, 9) | list + range(14, 32) | list + [127, 173, 6158, 65279] + range(8203, 8208) | list
        + range(8234, 8239) | list + range(8288, 8304) | list -%}
    {%- set plain = 'translate(' ~ text ~ ', ' ~ footfall.characters(forms.keys() | list + invisible) ~ ', '
        ~ footfall.quoted([forms.values() | join]) ~ ')' -%}
    trim(both ' ' from {{ footfall.replace_pattern(footfall.fold_case(footfall.composed(plain)), '  +', ' ') }})
{%- endmacro %}


{% macro bare_user(text) -%}
    {#- The address in what programs write around it, the session in an assumed role; any other text is what it is. -#}
    {%- set address = '[^<>()@:;,/?% ]+@[^<>()@:;,/?% ]+' -%}
    {%- set bare = namespace(text=text) -%}
    {%- for pattern, part in [
        ('^arn:aws[a-z-]*:sts:[a-z0-9-]*:[0-9]*:assumed-role/(awsservicerole[^/]*)/.*$', 'arn:aws:iam:::role/\\1'),
        ('^arn:aws[a-z-]*:sts:[a-z0-9-]*:[0-9]*:(assumed-role/.+|federated-user)/([^/]+)$', '\\2'),
        ('^aroa[0-9a-z]{8,}:(.+)$', '\\1'),
        ('^.*<([^<>]+)>[;,. ]*$', '\\1'),
        ('^(' ~ address ~ ') *[(][^()]*[)]$', '\\1'),
        ('^(mailto|smtp|sip|acct|email|user|oidc):/*(' ~ address ~ ')([?].*)?$', '\\2'),
        ('^https?://[^#@]+#(' ~ address ~ ')$', '\\1'),
        ("^[\"`' ]+([^\"`]*[^\"`' ])[\"`' ]+$", '\\1'),
        ('^"([^"@ ]+)"@', '\\1@'),
        ('^([^@% ]+)%40([^@% ]+)$', '\\1@\\2'),
        ('^(.+)_([^_@]+)#ext#@.+$', '\\1@\\2'),
        ('^(' ~ address ~ '[^.])[.;,]+$', '\\1'),
    ] -%}
        {%- set bare.text = footfall.replace_pattern(bare.text, pattern | replace("'", "''"), part) -%}
    {%- endfor -%}
    {{ bare.text }}
{%- endmacro %}


{% macro with_decoded_domain(text) -%}
    case
        when {{ footfall.is_email(text) }} and position('xn--' in {{ text }}) > 0
            then {{ footfall.text_part(text, "'@'", 1) }} || '@'
                || {{ footfall.decoded_domain(footfall.text_part(text, "'@'", 2)) }}
        else {{ text }}
    end
{%- endmacro %}


{% macro is_email(normalized_user) -%}
    {#- A predicate: the whole of it is an address, and not a part. -#}
    {{ footfall.matches_pattern(normalized_user, '^[^<>()@:;,/\\\\" ]+@[^<>()@:;,/\\\\" ]+$') }}
{%- endmacro %}


{% macro identity(system, normalized_user) -%}
    {#- An e-mail is the same person everywhere; a login is somebody only within its system. -#}
    case
        when {{ footfall.is_email(normalized_user) }} then {{ normalized_user }}
        else {{ system }} || ':' || {{ normalized_user }}
    end
{%- endmacro %}


{% macro pseudonym(salt, identity) -%}
    {{ footfall.sha256_hex(salt ~ ' || ' ~ identity) }}
{%- endmacro %}


{% macro is_refused_login() -%}
    {#- A predicate over activities: who failed to get in was not active, and may not even be a user. -#}
    (activity_type = 'login' and outcome in ('failed', 'denied'))
{%- endmacro %}
