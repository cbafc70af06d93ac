{{ config(enabled=footfall.is_enabled('zoomdata')) }}

{% set fields = {'event_date': ['eventDate']} %}

{% set logged %}
(
    select {{ footfall.timestamp_from_text('times.logged_at') }} as written_at
    from (
        select {{ footfall.zoomdata_logged_at(
            footfall.json_text('records.document', fields, 'event_date'), 'records.record'
        ) }} as logged_at
        from (
            select
                lines.record
                , {{ footfall.json_object('lines.document', fields) }} as document
            from (
                select
                    trim(both ' ' from raw_lines.record) as record
                    , {{ footfall.zoomdata_document("trim(both ' ' from raw_lines.record)") }} as document
                from (
                    {{ footfall.raw_select(
                        source('zoomdata', 'activity_log'), {'record': 'string'}, ['record'],
                        'zoomdata', 'zoomdata_activity_log_table'
                    ) }}
                ) as raw_lines
                {{ footfall.evaluate_once() }}
            ) as lines
            {{ footfall.evaluate_once() }}
        ) as records
        {{ footfall.evaluate_once() }}
    ) as times
    {{ footfall.evaluate_once() }}
) as logged
{% endset %}

{{ footfall.raw_rows_by_day(logged, footfall.plausible_timestamp('written_at')) }}  -- noqa: PRS
