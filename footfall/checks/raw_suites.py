"""The suites of the raw tables: what is checked before a build.

A missing table, column or type that the models cannot read is critical, and so is what makes the
numbers wrong. The rest warns.
"""

from footfall.checks.declaring import (
    ANY,
    DOCUMENT,
    ID,
    NUMBER_OR_TEXT,
    TEXT,
    TIME,
    TIME_OR_TEXT,
    Suite,
    actions,
    actors,
    has_rows,
    known_actions,
    newest_event,
    no_rows,
    times,
    unique_keys,
    usual_volume,
    well_formed,
)

CLUTCH = Suite(
    "clutch.audit_events",
    "Clutch's audit",
    required={"id": NUMBER_OR_TEXT, "occurred_at": TIME, "details": DOCUMENT},
    optional={"sent": ("boolean",)},
    is_unique=True,
    has_vocabulary=True,
    expectations=[
        has_rows("warning"),
        no_rows("lacks_id", "Every row has an id.", "critical"),
        unique_keys("No id is there twice.", "critical"),
        *times(),
        *well_formed("details"),
        *actions(),
        *actors(),
        known_actions(),
        *newest_event(),
        usual_volume(),
    ],
)

AMUNDSEN = Suite(
    "amundsen.user_actions",
    "Amundsen's action log",
    required={
        "command": TEXT,
        "user": TEXT,
        "host_name": TEXT,
        "start_epoch_ms": NUMBER_OR_TEXT,
        "end_epoch_ms": NUMBER_OR_TEXT,
        "pos_args_json": DOCUMENT,
        "keyword_args_json": DOCUMENT,
        "output": DOCUMENT,
        "error": TEXT,
    },
    has_vocabulary=True,
    expectations=[
        has_rows("warning"),
        *times(),
        *well_formed("keyword_args_json"),
        *actions(),
        *actors(),
        known_actions(),
        *newest_event(),
        usual_volume(),
    ],
)

ZOOMDATA = Suite(
    "zoomdata.activity_log",
    "Zoomdata's activity log",
    required={"record": DOCUMENT},
    optional={"file_name": TEXT, "line_number": NUMBER_OR_TEXT},
    is_unique=True,
    has_vocabulary=True,
    expectations=[
        has_rows("warning"),
        unique_keys("No line of a file is there twice.", "warning"),
        *times(),
        *well_formed("record"),
        *actions(),
        known_actions(),
        *newest_event(),
        usual_volume(),
    ],
)

LIBLAB = Suite(
    "liblab.audit_trail",
    "liblab's audit trail",
    required={
        "name": TEXT,
        "email": TEXT,
        "org": TEXT,
        "event": TEXT,
        "time": TIME_OR_TEXT,
        "url": TEXT,
    },
    optional={"details": DOCUMENT},
    has_vocabulary=True,
    expectations=[
        has_rows("warning"),
        *times(),
        *well_formed("details, where there are any,"),
        *actions(),
        *actors(),
        known_actions(),
        *newest_event(),
        usual_volume(),
    ],
)

DATAGROK_EVENTS = Suite(
    "datagrok.events",
    "Datagrok's audit events",
    required={"id": ID, "event_type_id": ID, "session_id": ID, "event_time": TIME_OR_TEXT},
    optional={"description": TEXT, "error_message": TEXT, "error_stack_trace": TEXT},
    is_unique=True,
    expectations=[
        has_rows("warning"),
        no_rows("lacks_id", "Every event has an id.", "critical"),
        unique_keys("No id is there twice.", "critical"),
        *times(),
        *actions(),
        no_rows("has_unknown_type", "Every event's type is in event_types.", "warning"),
        no_rows("has_unknown_session", "Every event's session is in users_sessions.", "warning"),
        *newest_event(),
        usual_volume(),
    ],
)

DATAGROK_CATALOGUE = (
    Suite(
        "datagrok.event_types",
        "Datagrok's kinds of events",
        required={"id": ID, "source": TEXT},
        optional={"friendly_name": TEXT, "name": TEXT, "is_error": ("boolean", *NUMBER_OR_TEXT)},
        is_unique=True,
        expectations=[
            has_rows("critical"),
            no_rows("lacks_id", "Every type has an id.", "critical"),
            unique_keys("No id is there twice.", "critical"),
            no_rows("has_unknown_word", "The models know every source.", "warning"),
        ],
    ),
    Suite(
        "datagrok.event_parameters",
        "Datagrok's parameters of events",
        required={"id": ID, "name": TEXT},
        is_unique=True,
        expectations=[
            no_rows("lacks_id", "Every parameter has an id.", "critical"),
            no_rows("lacks_name", "Every parameter has a name.", "warning"),
            unique_keys("No id is there twice.", "critical"),
        ],
    ),
    Suite(
        "datagrok.event_parameter_values",
        "Datagrok's values of parameters",
        required={"event_id": ID, "parameter_id": ID, "value": ANY},
        optional={"value_uuid": ID},
        expectations=[
            no_rows("lacks_id", "Every value belongs to an event and a parameter.", "warning")
        ],
    ),
    Suite(
        "datagrok.users_sessions",
        "Datagrok's logins",
        required={"id": ID},
        optional={"user_id": ID, "started": TIME_OR_TEXT, "ended": TIME_OR_TEXT, "type": TEXT},
        is_optional=True,
        is_unique=True,
        expectations=[
            unique_keys("No id is there twice.", "critical"),
            no_rows("lacks_user", "Every session has a user.", "warning"),
            no_rows("has_unknown_word", "Every type is internal or guest.", "warning"),
        ],
    ),
    Suite(
        "datagrok.users",
        "Datagrok's accounts",
        required={"id": ID},
        optional={"login": TEXT, "email": TEXT, "status": TEXT, "joined": TIME_OR_TEXT},
        is_optional=True,
        is_unique=True,
        expectations=[
            unique_keys("No id is there twice.", "critical"),
            no_rows("lacks_user", "Every account has a login.", "warning"),
            no_rows(
                "has_unknown_word", "Every status is new, active, blocked or guest.", "warning"
            ),
        ],
    ),
    *(
        Suite(
            f"datagrok.{table}",
            f"Datagrok's {table.replace('_', ' ')}",
            required={"id": ID},
            is_optional=True,
            is_unique=True,
            expectations=[unique_keys("No id is there twice.", "warning")],
        )
        for table in (
            *("groups", "entities", "entity_types", "packages", "published_packages", "funcs"),
            *("func_params", "func_calls", "queries", "connections", "projects"),
        )
    ),
)

EMPLOYEES = Suite(
    "hr.employees",
    "the employee directory",
    required={"email": TEXT},
    optional={
        **dict.fromkeys(("full_name", "login", "department", "role", "manager_email"), TEXT),
        **dict.fromkeys(
            ("employment_start", "employment_end", "valid_from", "valid_to"), TIME_OR_TEXT
        ),
    },
    is_optional=True,
    is_unique=True,
    expectations=[
        has_rows("warning"),
        no_rows("lacks_user", "Every employee has an e-mail.", "warning"),
        no_rows("has_wrong_email", "Every e-mail has an @ with something on each side.", "warning"),
        unique_keys("Nobody is there twice with the same valid_from.", "warning"),
        no_rows("ends_before_start", "Nobody leaves before the first day.", "warning"),
    ],
)

RAW_SUITES = (
    CLUTCH,
    AMUNDSEN,
    DATAGROK_EVENTS,
    *DATAGROK_CATALOGUE,
    ZOOMDATA,
    LIBLAB,
    EMPLOYEES,
)


def custom_suite(name: str, columns: list[str]) -> Suite:
    """The suite of a custom source. columns: those that its mapping names, in lower case."""
    return Suite(
        name,
        f"the custom source {name}",
        required=dict.fromkeys(columns, ANY),
        is_unique=True,
        expectations=[
            has_rows("warning"),
            no_rows("lacks_id", "Every row has an id, where one is mapped.", "warning"),
            unique_keys("No id is there twice.", "warning"),
            *times(),
            *actions(),
            *actors(),
            usual_volume(),
        ],
    )


def log_suite(name: str) -> Suite:
    """The suite of a log that was loaded as it is, mapped or not. name: `schema.table`."""
    return Suite(
        name,
        f"the log {name}",
        required={"record": TEXT, "record_hash": TEXT, "loaded_at": TIME},
        optional={"file_name": TEXT, "line_number": NUMBER_OR_TEXT},
        is_unique=True,
        expectations=[
            has_rows("warning"),
            unique_keys("No record is there twice.", "warning"),
            *well_formed("record"),
            no_rows(
                "hours_past_error",
                "The newest record was loaded within the error_after of the source's freshness.",
                "critical",
            ),
            no_rows(
                "hours_past_warning",
                "The newest record was loaded within the warn_after of the source's freshness.",
                "warning",
            ),
        ],
    )
