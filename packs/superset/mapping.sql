{% macro superset_pack() %}
    {% set mapping %}
json: [json]
lookups:
  account: {table: ab_user, key: id, of: user_id, optional: true}
event_id: id
actor: {id: user_id, login: account.username, email: account.email, name: {join: [account.first_name, account.last_name], with: ' '}}
tables:
  - table: logs
    # What a request logs beside itself, and SQL Lab, whose queries have a table of their own.
    where:
      action:
        not:
          - execute_sql
          - load_into_dataframe
          - QueryObject.post_processing
          - ChartDataRestApi.json_dumps
          - _get_data_response
          - {like: 'test[_]connection[_]%'}
          - {like: 'db[_]creation[_]failed%'}
          - {like: 'db[_]connection[_]failed%'}
          - {like: 'SqlLabRestApi.%'}
    time: dttm
    action:
      case:
        - {when: {action: log}, then: {template: 'log/{json.event_name}'}}
        # All pages log this name: the class tells which page it is.
        - {when: {action: root}, then: {first: [json.object_ref, action]}}
      else: {column: action}
    activity_type:
      case:
        - {when: {action: {like: '%.get_list'}, json.rison.filters.0.col: {not: null}}, then: search}
        - {when: {action: {like: 'ChartDataRestApi.%'}, json.result_format: [csv, xlsx]}, then: export}
    object_type:
      case:
        # Superset 4.1 writes 0 for null.
        - {when: {dashboard_id: {not: [null, 0]}}, then: dashboard}
        - {when: {slice_id: {not: [null, 0]}}, then: chart}
        - {when: {action: {like: 'Dashboard%'}}, then: dashboard}
        - {when: {action: {like: 'ChartData%'}}, then: dataset}
        - {when: {action: {like: 'Chart%'}}, then: chart}
        - {when: {action: {like: 'Dataset%'}}, then: dataset}
        - {when: {action: {like: 'Database%'}}, then: database}
    object_id:
      first:
        - {case: [{when: {dashboard_id: {not: 0}}, then: {column: dashboard_id}}]}
        - {case: [{when: {slice_id: {not: 0}}, then: {column: slice_id}}]}
        - json.pk
        - json.datasource.id
        - {column: json.path, regex: '^/api/v[0-9]+/[a-z_]+/([0-9]+)'}
    duration: duration_ms
  - table: query
    optional: true
    time: {column: start_time, unit: ms}
    action: {value: sql_lab/query}
    object_type: {case: [{when: {database_id: {not: null}}, then: database}]}
    object_id: {case: [{when: {database_id: {not: null}}, then: {column: database_id}}]}
    # One that was refused before it ran stays pending.
    outcome: {column: status, succeeded: [success], failed: [failed, timed_out, stopped, pending]}
    duration: {from: start_time, to: end_time, unit: ms}
activity_types:
  view: [dashboard, explore, welcome, '%RestApi.get', '%.get_list', 'log/%', '%View.root', ChartDataRestApi.data, '%.favorite_status', '%.get_charts', '%.get_datasets']
  create: ['%RestApi.post', '%.import[_]%', '%.copy_dash']
  edit: ['%RestApi.put', '%.put_%']
  delete: ['%RestApi.delete', '%.bulk_delete']
  bookmark: ['%.add_favorite', '%.remove_favorite']
  export: ['%.export', '%.export[_]csv', '%export_csv%', 'csv', '%.screenshot', '%.thumbnail']
  share: ['%PermalinkRestApi.post']
  run: [sql_lab/query, '%.warm_up_cache']
  login: [login, logout]
# What the pages ask for themselves.
not_engagement: ['log/%', 'LogRestApi.%', 'ExploreFormDataRestApi.%', 'DashboardFilterStateRestApi.%', '%.get_charts', '%.get_datasets', '%.get_tabs', '%.tables', '%.schemas', '%.catalogs', '%.thumbnail', '%.favorite_status', '%.related', '%.distinct', '%.info']
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
