{% macro pseudonym_text(text, class, salt) -%}
    {#- The same text gives the same pseudonym as long as the salt is the same. An e-mail gives the user_key of whom
        it names; ids of things keep their capitals. -#}
    {{ footfall.pseudonym(
        salt, footfall.normalized_user(text) if class in ['email', 'user_id'] else text
    ) }}
{%- endmacro %}


{% macro hash_text(text) -%}
    {#- Without the salt: equal in every warehouse, and found out by whoever can guess the text. -#}
    {{ footfall.sha256_hex(text) }}
{%- endmacro %}


{% macro truncate_text(text, class) -%}
    {#- The network of an address, a link without query and fragment, the kind of a file; of anything else the first
        eight characters. -#}
    {%- if class == 'ip_address' -%}
        {%- set ipv4 = '^([0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3})[.][0-9]{1,3}$' -%}
        {%- set ipv6 = '^([0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}):' -%}
        coalesce(
            {{ footfall.extract_group(text, ipv4, 1) }} || '.0/24'
            , {{ footfall.extract_group(text, ipv6, 1) }} || '::/32'
        )
    {%- elif class == 'url' -%}
        {{ footfall.mask_text("nullif(" ~ footfall.extract_group(text, '^([^?#;]*)', 1) ~ ", '')") }}
    {%- elif class == 'file_path' -%}
        '*.' || {{ footfall.extract_group(text, '[.]([A-Za-z0-9]{1,8})$', 1) }}
    {%- else -%}
        left({{ footfall.mask_secrets(text) }}, 8)
    {%- endif -%}
{%- endmacro %}


{% macro domain_only(text, class) -%}
    {#- What follows the @ of an e-mail, the host of a link, the domain of a host, in lower case; null where there is
        none. -#}
    {%- if class == 'host_name' -%}
        lower({{ footfall.extract_group(text, '^[^. ]+[.]([^ ]+)$', 1) }})
    {%- else -%}
        lower(coalesce(
            {{ footfall.extract_group(text, '^[^ /]*@([^@ /:?#]+)$', 1) }}
            , {{ footfall.extract_group(text, '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#@]*@)?([^/:?#@]+)', 2) }}
        ))
    {%- endif -%}
{%- endmacro %}


{% macro drop_text() -%}
    cast(null as {{ dbt.type_string() }})
{%- endmacro %}
