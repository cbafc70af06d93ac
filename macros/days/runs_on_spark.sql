{#-
    One run at a time on Spark: a view tells of it, because of two that make one at once a metastore lets one fail, and
    a view has no folder that a killed run could leave behind.
-#}

{% macro spark__begin_run() %}
    {% do footfall.keep_runs_out() %}
{% endmacro %}

{% macro spark__keep_runs_out() %}
    {% set own = footfall.run_on_spark() %}
    {% set other = footfall.run_at_work() %}
    {% if other.run_id and footfall.may_be_at_work(other, own) %}
        {% do exceptions.raise_compiler_error(
            'footfall: another run, begun at ' ~ other.begun_at ~ ' UTC, is at work in this warehouse. Start this one'
            ~ ' when it has ended. Only if it was interrupted or killed: dbt run-operation forget_run. By itself it is'
            ~ ' forgotten ' ~ footfall.longest_silence_hours() ~ ' hours after it was last heard of.'
        ) %}
    {% elif other.run_id %}
        {% do footfall.forget_run() %}
    {% endif %}
    {% do run_query(
        'create view ' ~ footfall.runs() ~ ' ' ~ footfall.run_properties(own) ~ ' as select 1 as runs'
    ) %}
{% endmacro %}

{% macro spark__let_runs_in() %}
    {% if footfall.run_at_work().run_id == invocation_id %}{% do footfall.forget_run() %}{% endif %}
{% endmacro %}

{% macro spark__join_run() %}
    {#- Most runs are over long before they could be forgotten: those are spared the statements. -#}
    {% set age = modules.datetime.datetime.now(modules.pytz.utc) - run_started_at %}
    {% if age.total_seconds() > footfall.longest_silence_hours() * 1800 %}
        {% if footfall.run_at_work().run_id != invocation_id %}{% do footfall.stop_forgotten_run() %}{% endif %}
        {% do run_query(
            'alter view ' ~ footfall.runs() ~ ' set ' ~ footfall.run_properties(footfall.run_on_spark())
        ) %}
    {% endif %}
{% endmacro %}

{% macro spark__end_run() %}
    {% do footfall.let_runs_in() %}
{% endmacro %}


{% macro forget_run() %}
    {#- On Spark: a run that was killed is no longer waited for. -#}
    {% do adapter.dispatch('forget_run', 'footfall')() %}
{% endmacro %}

{% macro default__forget_run() %}
    {% do print('Nothing to forget: ' ~ adapter.type() ~ ' knows by itself which runs were killed.') %}
{% endmacro %}

{% macro spark__forget_run() %}
    {% if footfall.run_at_work().run_id %}{% do run_query('drop view ' ~ footfall.runs()) %}{% endif %}
{% endmacro %}


{% macro longest_silence_hours() %}
    {#- A run that was not heard of for longer has ended. It is heard of when a model begins. -#}
    {% do return(6) %}
{% endmacro %}


{% macro run_on_spark() %}
    {#- This run, as its view's properties: its application is the session's own, or that of a server. -#}
    {% do return({
        'run_id': invocation_id,
        'application': run_query('set spark.app.id').rows[0][1],
        'begun_at': run_started_at.strftime('%Y-%m-%d %H:%M:%S'),
        'heard_of_at': modules.datetime.datetime.utcnow().strftime('%Y-%m-%d %H:%M:%S'),
    }) %}
{% endmacro %}


{% macro run_properties(run) -%}
    tblproperties (
        {%- for key, value in run.items() %}'{{ key }}' = '{{ value }}'{{ ', ' if not loop.last }}{% endfor -%}
    )
{%- endmacro %}


{% macro run_at_work() %}
    {#- Of the run whose view there is: properties as of run_on_spark. Empty where there is none. -#}
    {% set run = {} %}
    {% set runs = footfall.runs() %}
    {% if run_query('show views in ' ~ runs.schema ~ " like '" ~ runs.identifier ~ "'").rows %}
        {% for property in run_query('show tblproperties ' ~ runs).rows %}
            {% do run.update({property[0]: property[1]}) %}
        {% endfor %}
    {% endif %}
    {% do return(run) %}
{% endmacro %}


{% macro may_be_at_work(run, own) %}
    {#- Some are known to have ended, though they could not say so. -#}
    {% if run.application != own.application and footfall.has_embedded_metastore() %}{% do return(false) %}{% endif %}
    {% set heard_of_at = modules.datetime.datetime.strptime(run.heard_of_at, '%Y-%m-%d %H:%M:%S') %}
    {% set silence = modules.datetime.datetime.utcnow() - heard_of_at %}
    {% do return(silence.total_seconds() < footfall.longest_silence_hours() * 3600) %}
{% endmacro %}


{% macro has_embedded_metastore() %}
    {#- One that is open to one application only: it has an address, which Spark hides, and Hive's default driver,
        which is that of embedded Derby. -#}
    {% set settings = {} %}
    {% for name in ['javax.jdo.option.ConnectionURL', 'javax.jdo.option.ConnectionDriverName', 'hive.metastore.uris'] %}
        {% set value = run_query('set spark.hadoop.' ~ name).rows[0][1] %}
        {% do settings.update({name.split('.')[-1]: value if value != '<undefined>' else none}) %}
    {% endfor %}
    {% do return(
        settings.ConnectionURL is not none and settings.uris is none
        and settings.ConnectionDriverName in [none, 'org.apache.derby.jdbc.EmbeddedDriver']
    ) %}
{% endmacro %}
