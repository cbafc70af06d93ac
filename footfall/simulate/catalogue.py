"""The data catalogue that the made-up company keeps in Amundsen."""

import json
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import Any

SCHEMAS = {
    "hive://gold.core": "users accounts sessions orders order_items payments refunds addresses",
    "hive://gold.events": "page_views clicks searches signups logins app_opens errors experiments",
    "hive://gold.growth": "campaigns attribution referrals coupons funnel_daily churn_scores",
    "hive://silver.ops": "shipments carriers inventory warehouses returns support_tickets slas",
    "postgres://prod.billing": "invoices invoice_lines subscriptions plans taxes dunning_runs",
    "snowflake://analytics.finance": "revenue_daily revenue_monthly ledger budget_2026 forecasts",
    "snowflake://analytics.marts": "dim_customer dim_product fct_orders fct_sessions fct_returns",
    "delta://lake.ml": "features_user features_item training_runs predictions model_metrics",
}
_COLUMNS = (
    "id user_id account_id order_id created_at updated_at status amount currency country channel "
    "device is_active score source region quantity price discount_code started_at ended_at payload"
)
COLUMNS = _COLUMNS.split()
COLUMN_TYPES = ("bigint", "string", "timestamp", "double", "boolean", "struct<code:string,n:int>")
TAGS = ("pii", "certified", "needs_documentation", "deprecated", "daily", "finance", "core", "beta")
_DASHBOARDS = (
    "Executive Overview|Revenue Deep Dive|Signup Funnel|Churn Monitor|Support Load|Inventory|"
    "Marketing Spend|Experiment Readout|Payments Failures|Weekly Business Review|Model Drift|SLA"
)
DASHBOARDS = _DASHBOARDS.split("|")
GROUPS = ("growth", "finance", "operations")
FEATURES = ("user_ltv", "days_since_order", "basket_size", "churn_risk", "session_depth")


@dataclass(frozen=True)
class Table:
    """A catalogued table. page is the JSON that Amundsen answers for its page."""

    database: str
    cluster: str
    schema: str
    name: str
    columns: tuple[str, ...]
    page: str = field(repr=False)

    @property
    def key(self) -> str:
        """The table's key in Amundsen's logs."""
        return f"{self.database}://{self.cluster}.{self.schema}/{self.name}"

    @property
    def path(self) -> str:
        """The path of the table's page."""
        return f"/table_detail/{self.cluster}/{self.database}/{self.schema}/{self.name}"

    def search_result(self) -> dict[str, Any]:
        """How the table stands in the answer to a search."""
        return {
            "type": "table",
            "key": self.key,
            "name": self.name,
            "cluster": self.cluster,
            "description": f"{self.name.replace('_', ' ').capitalize()} of the {self.schema} team",
            "database": self.database,
            "schema": self.schema,
            "schema_description": None,
            "badges": [],
            "last_updated_timestamp": None,
            "highlight": None,
        }


class Catalogue:
    """Tables, dashboards and features, the earlier ones far more popular than the later ones."""

    def __init__(self, rng: Random) -> None:
        """Make up a catalogue."""
        tables = [
            _table(prefix, name, rng) for prefix, names in SCHEMAS.items() for name in names.split()
        ]
        rng.shuffle(tables)
        self.tables = tables
        self.dashboards = [
            f"superset_dashboard://prod.{GROUPS[number % len(GROUPS)]}/{_slug(name)}"
            for number, name in enumerate(DASHBOARDS)
        ]
        self.features = [f"{GROUPS[0]}/{name}/1.{n}.0" for n, name in enumerate(FEATURES)]
        # Zipf's law, a little flattened
        self._weights = list(accumulate(1 / (rank + 2) ** 1.1 for rank in range(len(tables))))

    def any_table(self, rng: Random) -> Table:
        """A table, by popularity."""
        return rng.choices(self.tables, cum_weights=self._weights)[0]

    def any_dashboard(self, rng: Random) -> str:
        """A dashboard's key, by popularity."""
        return self.dashboards[min(int(rng.expovariate(0.35)), len(self.dashboards) - 1)]

    def matching(self, term: str) -> list[Table]:
        """The tables whose name or schema holds the term."""
        return [table for table in self.tables if term in table.name or term in table.schema]


def _table(prefix: str, name: str, rng: Random) -> Table:
    database, location = prefix.split("://")
    cluster, schema = location.split(".")
    columns = tuple(rng.sample(COLUMNS, rng.randint(4, 12)))
    data = {
        "name": name,
        "key": f"{prefix}/{name}",
        "cluster": cluster,
        "database": database,
        "schema": schema,
        "description": f"{name.replace('_', ' ').capitalize()}, one row each",
        "is_editable": True,
        "is_view": rng.random() < 0.2,
        "badges": [],
        "tags": [{"tag_name": tag, "tag_type": "default"} for tag in rng.sample(TAGS, 2)],
        "owners": [],
        "table_readers": [],
        "last_updated_timestamp": None,
        "columns": [
            {
                "name": column,
                "col_type": rng.choice(COLUMN_TYPES),
                "description": f"The {column.replace('_', ' ')}",
                "sort_order": position,
                "stats": [],
                "is_editable": True,
            }
            for position, column in enumerate(columns)
        ],
    }
    page = json.dumps({"tableData": data, "msg": "Success", "status_code": 200})
    return Table(database, cluster, schema, name, columns, page)


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
