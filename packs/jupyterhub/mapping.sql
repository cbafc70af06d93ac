{% macro jupyterhub_pack() %}
    {% set mapping %}
# The latter up to JupyterHub 4.
where: {__schema__: {like: ['%/jupyterhub/events/server-action%', 'hub.jupyter.org/server-action%']}}
time: __timestamp__
actor: username
action: action
object_type: {value: server}
object_id: {template: '{username}/{servername}'}
# Only what has succeeded is in the log.
outcome: {value: succeeded}
activity_types:
  run: [start]
  other: [stop]
# Most often nobody stops a server, but what culls idle ones.
not_engagement: [stop]
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
