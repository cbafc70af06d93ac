{{ config(enabled=footfall.is_enabled('zoomdata')) }}

{% set fields = {'event_date': ['eventDate']} %}

{% set columns = footfall.raw_columns(
    source('zoomdata', 'activity_log'), ['record'], 'zoomdata', 'zoomdata_activity_log_table'
) %}

{% set logged %}
(
    select
        times.loaded_at
        , {{ footfall.timestamp_from_text('times.logged_at') }} as written_at
    from (
        select
            records.loaded_at
            , {{ footfall.zoomdata_logged_at(
                footfall.json_text('records.document', fields, 'event_date'), 'records.record'
            ) }} as logged_at
        from (
            select
                lines.loaded_at
                , lines.record
                , {{ footfall.json_object('lines.document', fields) }} as document
            from (
                select
                    trimmed.loaded_at
                    , trimmed.record
                    , {{ footfall.zoomdata_document('trimmed.record') }} as document
                from (
                    select
                        raw_lines.loaded_at
                        , {{ footfall.zoomdata_line('raw_lines.record') }} as record
                    from (
                        select
                            cast(record as {{ dbt.type_string() }}) as record
                            , {{ footfall.loaded_at('zoomdata', source('zoomdata', 'activity_log'), columns) }}
                                as loaded_at
                        from {{ source('zoomdata', 'activity_log') }}
                    ) as raw_lines
                    {{ footfall.evaluate_once() }}
                ) as trimmed
                {{ footfall.evaluate_once() }}
            ) as lines
            {{ footfall.evaluate_once() }}
        ) as records
        {{ footfall.evaluate_once() }}
    ) as times
    {{ footfall.evaluate_once() }}
) as logged
{% endset %}

{{ footfall.raw_rows_by_day(logged, footfall.plausible_timestamp('written_at'), 'loaded_at') }}  -- noqa: PRS
