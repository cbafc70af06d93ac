{% macro jupyterhub_pack() %}
    {% set mapping %}
where: {__schema__: {like: '%/jupyterhub/events/server-action%'}}
time: __timestamp__
actor: username
action: action
object_type: {value: server}
object_id: {template: '{username}/{servername}'}
activity_types:
  run: [start]
  other: [stop]
not_engagement: []
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
