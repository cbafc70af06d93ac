{#
title: What is wrong with the logs
explanation: Numbers of these systems are too low, or missing, until it is mended.
section: Trust
position: 605
width: full
chart: table
urgent: true
columns:
  system: System
  severity: Severity
  message: What is wrong
#}

select
    system
    , severity
    , message
from {{ ref('source_issues') }}
order by severity, {{ footfall.byte_order('message') }}
