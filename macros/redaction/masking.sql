{% macro mask_secrets(text) -%}
    {#- The text with a word in brackets in place of what looks like a secret; nothing else changes. -#}
    {{ footfall.replace_patterns(text, footfall.secret_patterns()) }}
{%- endmacro %}


{% macro mask_text(text, class=none) -%}
    {#- Like mask_secrets, and for what looks like an e-mail, an address or a path too; in free text and queries also
        for what stands in single quotes. -#}
    {%- set patterns = footfall.secret_patterns() + footfall.personal_patterns() -%}
    {%- if class in ['free_text', 'query_text'] -%}
        {%- set patterns = patterns + footfall.literal_patterns() -%}
    {%- endif -%}
    {{ footfall.replace_patterns(text, patterns) }}
{%- endmacro %}


{% macro replace_patterns(text, patterns) -%}
    {#- Each pattern replaced after the other. Few texts have any, and a look with the hints of all tells which. -#}
    {%- set kept = namespace(text=text) -%}
    {%- for pattern in patterns -%}
        {%- set kept.text = footfall.replace_pattern(kept.text, pattern.pattern, pattern.replacement) -%}
    {%- endfor -%}
    case
        when {{ footfall.has_hint(text, patterns) }} then {{ kept.text }}
        else {{ text }}
    end
{%- endmacro %}


{#- Each has a hint, which is found wherever its pattern is. All of them keep to what POSIX, RE2 and Java share, and
    none leaves a choice between a longer and a shorter match, which engines would make differently. Two apostrophes
    stand for one: patterns are literals of SQL. Signs are what a text with the hint has at least one of: plain text
    that means itself in `like` on every engine, so without _, %, backslash and apostrophe. -#}


{% macro secret_patterns() %}
    {%- set key_names = [
        '[Pp][Aa][Ss][Ss][Ww][Oo][Rr][Dd]', '[Pp][Aa][Ss][Ss][Ww][Dd]', '[Pp][Ww][Dd]',
        '[Pp][Aa][Ss][Ss][Pp][Hh][Rr][Aa][Ss][Ee]', '[Ss][Ee][Cc][Rr][Ee][Tt]',
        '([Aa][Pp][Ii]|[Aa][Cc][Cc][Ee][Ss][Ss])[_ -]?[Kk][Ee][Yy]',
        '([Aa][Cc][Cc][Ee][Ss][Ss]|[Aa][Uu][Tt][Hh]|[Rr][Ee][Ff][Rr][Ee][Ss][Hh])[_ -]?[Tt][Oo][Kk][Ee][Nn]',
    ] | join('|') -%}
    {%- set aws_keys = '(A3T[A-Z0-9]|ABIA|ACCA|AGPA|AIDA|AIPA|AKIA|ANPA|ANVA|AROA|ASIA)[A-Z0-9]{16}' -%}
    {%- set known_tokens = '(gh[oprsu]_|github_pat_|glpat-|xox[abeoprs]-|sk_live_|rk_live_|AIza)[A-Za-z0-9_-]{16}' -%}
    {% do return([
        {
            'signs': ['PRIVATE KEY'],
            'hint': 'PRIVATE KEY',
            'pattern': '-----BEGIN [A-Z ]*PRIVATE KEY[A-Z ]*-----[^-]*(-[^-]+)*(-----END [A-Z ]*-----)?',
            'replacement': '[private key]',
        },
        {
            'signs': ['eyJ'],
            'hint': 'eyJ',
            'pattern': 'eyJ[A-Za-z0-9_-]{8,}([.][A-Za-z0-9_-]*){2,4}',
            'replacement': '[token]',
        },
        {
            'signs': ['A'],
            'hint': aws_keys,
            'pattern': '(^|[^A-Za-z0-9])' ~ aws_keys,
            'replacement': '\\1[aws key]',
        },
        {
            'signs': ['gh', 'glpat-', 'xox', 'live', 'AIza'],
            'hint': known_tokens,
            'pattern': known_tokens ~ '[A-Za-z0-9_-]*',
            'replacement': '[token]',
        },
        {
            'signs': [' '],
            'hint': '[Bb][Ee][Aa][Rr][Ee][Rr] |[Bb][Aa][Ss][Ii][Cc] ',
            'pattern': '([Bb][Ee][Aa][Rr][Ee][Rr]|[Bb][Aa][Ss][Ii][Cc])( +)[A-Za-z0-9._~+/=-]{16,}',
            'replacement': '\\1\\2[token]',
        },
        {
            'signs': ['://'],
            'hint': '://[^ :/@]*:[^ /]+@',
            'pattern': '(://[^ :/@]*:)[^ /]+@',
            'replacement': '\\1[secret]@',
        },
        {
            'signs': ['=', ':'],
            'hint': '(' ~ key_names ~ ")[\"'']? *[=:]",
            'pattern': '((' ~ key_names ~ ")[\"'']? *[=:] *[\"'']?)[^ \"'',;&]+",
            'replacement': '\\1[secret]',
        },
    ]) %}
{% endmacro %}


{% macro personal_patterns() %}
    {%- set word = "[^ @,;:<>()\"''/=&?]+" -%}
    {%- set folders = '/(home|Users|root|tmp|var|opt|etc|srv|mnt|usr)/' -%}
    {%- set in_path = "[^ \"'',;:<>()]" -%}
    {%- set in_folder = "[^\"'',;:<>()\\\\]" -%}
    {%- set file_name = "[^ \"'',;:<>()\\\\]*" -%}
    {% do return([
        {
            'signs': ['@'],
            'hint': '[^ ]@[^ ]',
            'pattern': word ~ '@' ~ word ~ '[.][A-Za-z]{2,}',
            'replacement': '[email]',
        },
        {
            'signs': ['.'],
            'hint': '[0-9][.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]',
            'pattern': '(^|[^0-9A-Za-z.])[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}',
            'replacement': '\\1[ip]',
        },
        {
            'signs': ['ip-'],
            'hint': 'ip-[0-9]',
            'pattern': '(^|[^0-9A-Za-z])ip-[0-9]{1,3}-[0-9]{1,3}-[0-9]{1,3}-[0-9]{1,3}',
            'replacement': '\\1[ip]',
        },
        {
            'signs': [':'],
            'hint': ':[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:',
            'pattern': '(^|[^0-9A-Za-z:])([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}',
            'replacement': '\\1[ip]',
        },
        {
            'signs': ['::'],
            'hint': '[0-9A-Fa-f]::[0-9A-Fa-f]',
            'pattern': '(^|[^0-9A-Za-z:])([0-9A-Fa-f]{1,4}:){1,6}(:[0-9A-Fa-f]{1,4}){1,6}',
            'replacement': '\\1[ip]',
        },
        {
            'signs': ['file://'],
            'hint': 'file://',
            'pattern': 'file://' ~ in_path ~ '+',
            'replacement': '[path]',
        },
        {
            'signs': ['/'],
            'hint': folders,
            'pattern': '(^|[^0-9A-Za-z_.-])' ~ folders ~ in_path ~ '+',
            'replacement': '\\1[path]',
        },
        {
            'signs': ['~'],
            'hint': '~[A-Za-z0-9_.-]*/',
            'pattern': '(^|[^0-9A-Za-z_./-])~[A-Za-z0-9_.-]*/' ~ in_path ~ '+',
            'replacement': '\\1[path]',
        },
        {
            'signs': [':'],
            'hint': '[A-Za-z]:[\\\\]',
            'pattern': '(^|[^0-9A-Za-z])[A-Za-z]:[\\\\]+(' ~ in_folder ~ '*[\\\\]+)*' ~ file_name,
            'replacement': '\\1[path]',
        },
        {
            'hint': '[\\\\][\\\\]',
            'pattern': '(^|[^0-9A-Za-z:\\\\])[\\\\][\\\\]+[0-9A-Za-z_.-]+[\\\\]+('
                ~ in_folder ~ '*[\\\\]+)*' ~ file_name,
            'replacement': '\\1[path]',
        },
    ]) %}
{% endmacro %}


{% macro literal_patterns() %}
    {#- A literal of SQL stands in single quotes, and so does much that messages quote. -#}
    {% do return([
        {
            'hint': "''[^'']*''",
            'pattern': "''[^'']*''",
            'replacement': '[text]',
        },
    ]) %}
{% endmacro %}
