{{ config(materialized='view_if_changed') }}

{{ footfall.user_departments() }}
