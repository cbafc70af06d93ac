"""footfall as a DAG of Airflow 3 with Cosmos: each model a task of its own, each step another.

    pip install 'apache-airflow>=3' astronomer-cosmos     # Airflow's environment
    FOOTFALL_PROJECT=/srv/footfall                         # and the project's own, with its .venv

Cosmos makes the tasks of dbt, which run with the project's own dbt; all other steps are
`footfall run --only STEP`. Each dbt task is a run of its own, and of these one works at a time on
DuckDB and PostgreSQL: the pool `footfall` must have one slot. Where that is too slow (nearly 200
models, a few seconds each), set FOOTFALL_AIRFLOW_MODELS=0: the build is then one task.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG
from cosmos import (
    DbtTaskGroup,
    ExecutionConfig,
    ProfileConfig,
    ProjectConfig,
    RenderConfig,
)
from cosmos.constants import TestBehavior

PROJECT = Path(os.environ.get("FOOTFALL_PROJECT", "/srv/footfall"))
TARGET = os.environ.get("DBT_TARGET", "postgres")
POOL = "footfall"
LOADS = ("load-clutch", "load-datagrok")
AFTER_BUILD = ("check-marts", "publish", "report", "alerts")


def step(name: str, trigger_rule: str = "all_success") -> BashOperator:
    """A task that runs one step, by its own definition in steps.yml."""
    return BashOperator(
        task_id=name,
        bash_command=f"{PROJECT}/.venv/bin/footfall run --only {name} --attempts 1",
        cwd=str(PROJECT),
        env={"DBT_TARGET": TARGET},
        append_env=True,
        pool=POOL,
        trigger_rule=trigger_rule,
    )


with DAG(
    dag_id="footfall",
    description="Engagement KPIs from audit logs",
    schedule="15 4 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5)},
    tags=["footfall"],
) as dag:
    # A system that is down must not keep the others from being built: freshness tells.
    freshness = step("freshness", trigger_rule="all_done")
    check_raw = step("check-raw", trigger_rule="all_done")
    if os.environ.get("FOOTFALL_AIRFLOW_MODELS", "1") == "1":
        build = DbtTaskGroup(
            group_id="build",
            project_config=ProjectConfig(PROJECT),
            profile_config=ProfileConfig(
                profile_name="footfall",
                target_name=TARGET,
                profiles_yml_filepath=PROJECT / "profiles.yml",
            ),
            execution_config=ExecutionConfig(
                dbt_executable_path=str(PROJECT / ".venv" / "bin" / "dbt")
            ),
            render_config=RenderConfig(test_behavior=TestBehavior.BUILD),
            operator_args={"pool": POOL},
        )
    else:
        build = step("build")

    [step(name) for name in LOADS] >> freshness >> check_raw >> build
    before = build
    for name in AFTER_BUILD:
        task = step(name)
        before >> task
        before = task
