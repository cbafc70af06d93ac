{% macro begin_run() %}
    {#- One run at a time: each swaps tables and views, and so would pull them from under another. Stops the
        command where another run is at work. -#}
    {% if footfall.is_building() %}{% do adapter.dispatch('begin_run', 'footfall')() %}{% endif %}
{% endmacro %}

{% macro default__begin_run() %}
{% endmacro %}

{% macro postgres__begin_run() %}
    {% do footfall.keep_runs_out() %}
    {% do run_query('delete from ' ~ footfall.runs()) %}
    {% do run_query('insert into ' ~ footfall.runs() ~ " values ('" ~ invocation_id ~ "', now())") %}
{% endmacro %}


{% macro keep_runs_out() %}
    {#- Until let_runs_in, or until this transaction ends, no run begins or works. Stops the command where one is at
        work. -#}
    {% do adapter.dispatch('keep_runs_out', 'footfall')() %}
{% endmacro %}

{% macro default__keep_runs_out() %}
{% endmacro %}

{% macro postgres__keep_runs_out() %}
    {#- Runs work under a lock that each of their transactions shares. One that is still in the table, but for
        seconds has had no transaction, was killed. -#}
    {% set work = footfall.run_lock('work') %}
    {% do run_query('select pg_advisory_xact_lock(' ~ footfall.run_lock('begin') ~ ')') %}
    {% do run_query('create table if not exists ' ~ footfall.runs() ~ ' (run_id text, begun_at timestamptz)') %}
    {% set others = run_query("select cast(date_trunc('second', begun_at) as text) from " ~ footfall.runs()).rows %}
    {% for tenth_of_second in range(50 if others else 0) %}
        {% set is_at_work = run_query(
            'select pg_sleep(0.1), case when pg_try_advisory_lock(' ~ work ~ ') then not pg_advisory_unlock('
            ~ work ~ ') else true end'
        ).rows[0][1] %}
        {#- What a killed run left behind has ended after a second, see join_run. -#}
        {% if is_at_work and tenth_of_second >= 20 %}
            {% do exceptions.raise_compiler_error(
                'footfall: another run, begun at ' ~ others[0][0] ~ ', is at work in this database.'
                ~ ' Start this one when it has ended.'
            ) %}
        {% endif %}
    {% endfor %}
    {% do run_query('select pg_advisory_xact_lock(' ~ work ~ ')') %}
{% endmacro %}


{% macro let_runs_in() %}
    {#- After keep_runs_out, where no transaction does it. -#}
    {% do adapter.dispatch('let_runs_in', 'footfall')() %}
{% endmacro %}

{% macro default__let_runs_in() %}
{% endmacro %}


{% macro join_run() %}
    {#- Before anything is built: is this still the run that is at work? -#}
    {% if execute %}{% do adapter.dispatch('join_run', 'footfall')() %}{% endif %}
{% endmacro %}

{% macro default__join_run() %}
{% endmacro %}

{% macro postgres__join_run() %}
    {#- A server that looks after its client every second stops working for one that was killed. Some systems
        know no way to look. -#}
    {% call statement('join_run') %}
        select
            case when version() like '%linux%' then set_config('client_connection_check_interval', '1s', false) end
            , pg_advisory_xact_lock_shared({{ footfall.run_lock('work') }})
    {% endcall %}
    {% if not run_query('select 1 from ' ~ footfall.runs() ~ " where run_id = '" ~ invocation_id ~ "'").rows %}
        {% do footfall.stop_forgotten_run() %}
    {% endif %}
{% endmacro %}


{% macro stop_forgotten_run() %}
    {% do exceptions.raise_compiler_error(
        'footfall: another run has begun since, because this one seemed to have ended. It stops here.'
    ) %}
{% endmacro %}


{% macro end_run() %}
    {% if execute and footfall.is_building() %}
        {% do footfall.remember_views() if graph.get('footfall_run') == invocation_id %}
        {% do adapter.dispatch('end_run', 'footfall')() %}
    {% endif %}
{% endmacro %}

{% macro default__end_run() %}
{% endmacro %}

{% macro postgres__end_run() %}
    {% call statement('end_run') %}
        delete from {{ footfall.runs() }} where run_id = '{{ invocation_id }}'
    {% endcall %}
    {% do adapter.commit() %}
{% endmacro %}


{% macro is_building() %}
    {#- Other commands call the hooks too, and may run beside a run. -#}
    {% do return(flags.WHICH in ('build', 'run', 'seed', 'snapshot')) %}
{% endmacro %}


{% macro runs() %}
    {#- The table of the run that is at work; on Spark a view, which is there as long as one is. -#}
    {% do return(footfall.builds().incorporate(path={'identifier': 'footfall_runs'})) %}
{% endmacro %}


{% macro run_lock(name) -%}
    {#- The two keys of an advisory lock of this warehouse. -#}
    {%- do return("hashtext('footfall " ~ name ~ "'), hashtext('" ~ footfall.builds() ~ "')") -%}
{%- endmacro %}
