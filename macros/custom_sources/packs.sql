{% macro packs() %}
    {#- The mappings that footfall ships, each a folder of `packs`. -#}
    {% do return([
        'airflow', 'cloudtrail', 'databricks', 'github', 'gitlab', 'google_workspace', 'grafana', 'jupyterhub', 'keycloak',
        'kubernetes', 'okta', 'pgaudit', 'superset',
    ]) %}
{% endmacro %}


{% macro pack(name) %}
    {#- The mapping of a pack. -#}
    {% do return(context['footfall'][name ~ '_pack']()) %}
{% endmacro %}
