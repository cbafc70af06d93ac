{% macro airflow_pack() %}
    {% set mapping %}
json: [extra]
event_id: id
tables:
  - table: log
    # Commands of the server, what tasks log under their owners' names, and forms that are only opened or not confirmed.
    where:
      event: {not: {like: 'cli[_]%'}}
      not:
        any:
          - {event: [running, success, failed, skipped, queued, scheduled, up_for_retry, up_for_reschedule, deferred, restarting, removed], extra.confirmed: null}
          - {extra.confirmed: false}
          - {event: {like: ['variable.%', 'connection.%']}, extra: '{}'}
    # Airflow 2 logs what its API does with `api.` before it.
    let:
      done: {column: event, regex: '^(?:api[.])?(.*)$'}
    lookups:
      account: {table: ab_user, key: username, of: owner, optional: true}
    time: dttm
    actor: {login: owner, email: account.email}
    action:
      case:
        - {when: {done: [patch_dag, paused], extra.is_paused: true}, then: pause_dag}
        - {when: {done: [patch_dag, paused], extra.is_paused: false}, then: unpause_dag}
        # What would be cleared: what is asked where nothing else is said.
        - {when: {done: post_clear_task_instances, extra.dry_run: {not: false}}, then: clear_dry_run}
      else: {column: done}
    object_type:
      case:
        - {when: {dag_id: {not: null}}, then: dag}
        - {when: {event: {like: '%variable%'}}, then: variable}
        - {when: {event: {like: '%connection%'}}, then: connection}
        - {when: {event: {like: '%pool%'}}, then: pool}
    object_id: {first: [dag_id, extra.key, extra.variable_key, extra.connection_id, extra.conn_id, extra.pool_name, extra.name]}
    correlation_id: run_id
  - table: dag_run
    optional: true
    where: {run_type: manual}
    lookups:
      account: {table: ab_user, key: username, of: triggering_user_name, optional: true}
    time: {first: [start_date, queued_at]}
    actor: {login: triggering_user_name, email: account.email}
    action: {value: dag_run}
    object_type: {value: dag}
    object_id: dag_id
    outcome: {column: state, succeeded: [success], failed: [failed]}
    duration: {from: start_date, to: end_date}
    correlation_id: run_id
activity_types:
  run: [trigger_dag_run, post_dag_run, trigger, dag_run, '%clear%', run, 'post_clear%']
  configure: [pause_dag, unpause_dag, paused, '%connection%', '%variable%', post_pool, patch_pool, delete_pool, '%pool%']
  create: ['post_%', '%.create']
  edit: ['patch_%', '%.edit', 'update_%', 'set_%', success, failed, dagrun_success, dagrun_failed, dagrun_queued]
  delete: ['delete_%', '%.delete']
  view: [clear_dry_run, graph, grid, tree, gantt, calendar, duration, tries, landing_times, code, dag_details, task, rendered_templates, get_logs_with_metadata, 'get_%', 'list_%']
# The run that a trigger began; the trigger counts.
not_engagement: [dag_run]
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
