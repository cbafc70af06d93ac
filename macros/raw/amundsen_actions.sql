{% macro amundsen_search_actions() %}
    {#- Every name that Amundsen has given to a search, oldest first. -#}
    {% do return([
        '_search', '_search_table', '_search_user', '_search_dashboard', '_search_feature', '_search_resources'
    ]) %}
{% endmacro %}


{% macro amundsen_working_actions() %}
    {#- The functions that do what they log. The others are empty: they log an intention. -#}
    {% do return(footfall.amundsen_search_actions() + [
        '_get_table_metadata', '_get_feature_metadata', '_get_related_dashboards_metadata'
    ]) %}
{% endmacro %}
