"""The suites of the marts: what is checked after a build."""

from footfall.checks.declaring import (
    Suite,
    has_rows,
    is_up_to_date,
    newest_event,
    no_rows,
    usual_volume,
)

_NO_RATIO = no_rows("is_no_ratio", "Every ratio lies between 0 and 1.", "critical")
_TOO_MANY = no_rows(
    "counts_more_than_there_is", "No part is greater than the whole that it is of.", "critical"
)

MART_SUITES = (
    Suite(
        "fct_activities",
        "activities: values, age and volume",
        marts=("fct_activities",),
        expectations=[
            has_rows("critical"),
            no_rows("has_no_time", "Every activity has a time and a date.", "critical"),
            no_rows("is_in_future", "None lies more than a day in the future.", "warning"),
            no_rows(
                "has_unknown_outcome",
                "Every outcome is succeeded, failed, denied or unknown.",
                "critical",
            ),
            no_rows("has_negative_duration", "No duration is negative.", "critical"),
            *newest_event(),
            usual_volume(),
        ],
    ),
    Suite(
        "activity_shares",
        "activities: the last seven days against the four weeks before",
        marts=("fct_activities",),
        expectations=[
            no_rows(
                "has_more_failures",
                "The share of failures is at most twice that of before, and ten points.",
                "warning",
            ),
            no_rows(
                "has_more_unknown_outcomes",
                "The share of unknown outcomes is at most twenty points above that of before.",
                "warning",
            ),
            no_rows(
                "has_more_of_nobody",
                "The share of activities of nobody is at most twenty points above that of before.",
                "warning",
            ),
        ],
    ),
    Suite(
        "active_users_daily",
        "daily, weekly and monthly active users",
        marts=("active_users_daily",),
        expectations=[
            has_rows("critical"),
            no_rows("is_out_of_order", "0 <= dau <= wau <= mau.", "critical"),
            _NO_RATIO,
            _TOO_MANY,
            no_rows("follows_a_gap", "No date is missing.", "critical"),
            is_up_to_date(),
        ],
    ),
    Suite(
        "daily_sums",
        "the marts' daily sums against fct_activities",
        marts=("fct_activities", "fct_user_days", "active_users_daily", "workflow_usage_daily"),
        expectations=[
            no_rows(
                "workflows_differ",
                "workflow_usage_daily counts as many activities as fct_activities.",
                "critical",
            ),
            no_rows(
                "active_users_differ",
                "active_users_daily counts as many activities as fct_activities.",
                "critical",
            ),
            no_rows(
                "user_days_differ",
                "fct_user_days counts as many activities as fct_activities.",
                "critical",
            ),
        ],
    ),
    Suite(
        "workflow_usage",
        "workflows: counts, percentiles and ratios",
        marts=("workflow_usage", "workflow_usage_daily"),
        expectations=[
            _NO_RATIO,
            _TOO_MANY,
            no_rows("is_out_of_order", "p50 <= p95 <= p99.", "critical"),
        ],
    ),
    Suite(
        "user_retention",
        "retention of cohorts",
        marts=("user_retention",),
        expectations=[_NO_RATIO, _TOO_MANY],
    ),
    Suite(
        "search",
        "success of searches and positions of clicks",
        marts=("search_success_daily", "search_click_index_daily"),
        expectations=[_NO_RATIO, _TOO_MANY],
    ),
    Suite(
        "reconciliation",
        "raw rows against what became of them",
        marts=("reconciliation",),
        expectations=[
            no_rows("is_unexplained", "Every raw row is accounted for.", "critical"),
            no_rows(
                "is_mostly_quarantined",
                "No day of 20 raw rows or more has a fifth of them in quarantine.",
                "warning",
            ),
        ],
    ),
)
