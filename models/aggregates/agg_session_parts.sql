{{ config(materialized='view_if_changed') }}

{{ footfall.session_parts() }}
