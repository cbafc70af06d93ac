"""What each treatment makes of a text, the same on every engine; a change of policy and of salt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from integration_tests.company import fill_seeds, load_table, pseudonym
from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.harness import Warehouse
from integration_tests.project_copies import copy_project

COLUMNS = {
    "secrets": "footfall.mask_secrets('given')",
    "masked": "footfall.mask_text('given')",
    "masked_query": "footfall.mask_text('given', 'query_text')",
    "network": "footfall.truncate_text('given', 'ip_address')",
    "link": "footfall.truncate_text('given', 'url')",
    "file_kind": "footfall.truncate_text('given', 'file_path')",
    "beginning": "footfall.truncate_text('given', 'free_text')",
    "domain": "footfall.domain_only('given', 'email')",
    "host_domain": "footfall.domain_only('given', 'host_name')",
    "hashed": "footfall.hash_text('given')",
    "person": "footfall.pseudonym_text('given', 'email', 'marts_policy.salt')",
    "thing": "footfall.pseudonym_text('given', 'object_id', 'marts_policy.salt')",
    "shown": "footfall.redact('given', 'object_id', 'marts')",
    "kept": "footfall.redact('given', 'object_id', 'audit')",
    "dropped": "footfall.redact('given', 'json_body', 'audit')",
}
KEY = (
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n"
    "MIIE+/=\n-----END RSA PRIVATE KEY-----"
)
TOKENS = ("ghp_", "github_pat_", "glpat-", "xoxb-", "sk_live_", "rk_live_", "AIza")
AWS_KEYS = (
    *("A3TX", "ABIA", "ACCA", "AGPA", "AIDA", "AIPA"),
    *("AKIA", "ANPA", "ANVA", "AROA", "ASIA"),
)
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"

# A text, and what becomes of it in some columns.
Example = tuple[str | None, dict[str, str | None]]


def secrets_with(starts: Sequence[str], rest: str, shown: str) -> list[Example]:
    """Secrets that differ in how they start, and what is shown of each."""
    return [(start + rest, {"secrets": shown}) for start in starts]


EXAMPLES: list[Example] = [
    (None, dict.fromkeys(COLUMNS)),
    ("", {"secrets": "", "masked": "", "network": None, "domain": None, "beginning": ""}),
    (
        "hive://gold.core/orders",
        {"secrets": "hive://gold.core/orders", "masked": "hive://gold.core/orders"},
    ),
    ("mail Ann.Lee@Corp.com.", {"secrets": "mail Ann.Lee@Corp.com.", "masked": "mail [email]."}),
    ("Ann.Lee@Corp.com", {"masked": "[email]", "domain": "corp.com", "beginning": "Ann.Lee@"}),
    ("<ünï@straße.example>", {"masked": "<[email]>"}),
    ("node@18, tag@v2", {"masked": "node@18, tag@v2"}),
    ("from 10.1.2.3:80", {"masked": "from [ip]:80"}),
    ("10.1.2.3", {"masked": "[ip]", "network": "10.1.2.0/24"}),
    ("v1.2.3.4 at 10:00:00", {"masked": "v1.2.3.4 at 10:00:00"}),
    ("ip-10-1-2-3.ec2.internal", {"masked": "[ip].ec2.internal", "host_domain": "ec2.internal"}),
    ("2001:db8::1", {"masked": "[ip]", "network": "2001:db8::/32"}),
    ("(2001:db8:0:0:0:0:0:1)", {"masked": "([ip])"}),
    ("Chem::Similarity", {"masked": "Chem::Similarity"}),
    ("open /home/ann/plan.csv", {"masked": "open [path]", "file_kind": "*.csv"}),
    ("GET /api/users/7", {"masked": "GET /api/users/7", "file_kind": None}),
    ("C:\\Users\\Ann Lee\\plan b.csv", {"masked": "[path] b.csv", "file_kind": "*.csv"}),
    ("\\\\nas\\share\\ann.csv", {"masked": "[path]"}),
    ("corp\\svc-ann", {"masked": "corp\\svc-ann"}),
    ("see ~/notes.txt", {"masked": "see [path]"}),
    (
        "https://Ann@X.org/a?key=1#b",
        {"link": "https://[email]/a", "domain": "x.org", "secrets": "https://Ann@X.org/a?key=1#b"},
    ),
    ("key AKIAIOSFODNN7EXAMPLE", {"secrets": "key [aws key]", "masked": "key [aws key]"}),
    (f"token {JWT} ok", {"secrets": "token [token] ok"}),
    ("Authorization: Bearer abcdefghijklmnop", {"secrets": "Authorization: Bearer [token]"}),
    (f"a {KEY} b", {"secrets": "a [private key] b"}),
    *secrets_with(TOKENS, "abcdefghijklmnop", "[token]"),
    *secrets_with(AWS_KEYS, "IOSFODNN7EXAMPLE", "[aws key]"),
    ("basic abcdefghijklmnop", {"secrets": "basic [token]"}),
    ("file:ann.csv or file://nas/ann.csv", {"masked": "file:ann.csv or [path]"}),
    ("postgres://ann:p@ss@db/x", {"secrets": "postgres://ann:[secret]@db/x"}),
    ('{"password": "hunter2", "a": 1}', {"secrets": '{"password": "[secret]", "a": 1}'}),
    ("API_KEY=abc;x", {"secrets": "API_KEY=[secret];x"}),
    (
        "where ssn = '078' or a = 'b'",
        {
            "masked": "where ssn = '078' or a = 'b'",
            "masked_query": "where ssn = [text] or a = [text]",
        },
    ),
    ("o'neil", {"masked_query": "o'neil"}),
]
_MODEL = """
with

marts_policy as (

    {{ footfall.redaction_policy_of('marts') }}

)

, audit_policy as (

    {{ footfall.redaction_policy_of('audit') }}

)

select
    number
"""
NAMES = ("redaction_policy", "base_footfall__pseudonym_salt", "int_redaction_policy")
VARS = {"enabled_systems": ["clutch"]}
TEXT = "C-1"

Shown = dict[str | None, dict[str, str | None]]


@dataclass(frozen=True)
class Redacted:
    """What became of each text: at first, after a change of the policy, with another salt."""

    first: Shown
    changed: Shown
    rotated: Shown


@pytest.fixture(scope="module")
def redacted_on(on_engines: OnEngines) -> Callable[[str], Redacted]:
    def job(warehouse: Warehouse) -> Redacted:
        warehouse.set_salt()
        rows = list(enumerate([*(text for text, _ in EXAMPLES), TEXT]))
        load_table(warehouse, "examples.texts", {"number": "bigint", "given": "text"}, rows)
        project = copy_project(warehouse.folder / "project", with_tests=False)
        columns = "".join(f"    , {{{{ {sql} }}}} as {name}\n" for name, sql in COLUMNS.items())
        joins = "from examples.texts\ncross join marts_policy\ncross join audit_policy\n"
        model = project / "models" / "intermediate" / "int_redaction_examples.sql"
        model.write_text(_MODEL + columns + joins, encoding="utf-8")

        def build() -> Shown:
            select = ("--select", *NAMES, model.stem)
            warehouse.dbt("build", *select, vars=VARS, project=project)
            found = warehouse.query(
                f"select number, {', '.join(COLUMNS)} from intermediate.{model.stem}"
            )
            texts = dict(rows)
            return {texts[row[0]]: dict(zip(COLUMNS, row[1:], strict=True)) for row in found}

        first = build()
        policy = [("object_id", "marts", "pseudonym"), ("object_id", "audit", "keeep")]
        fill_seeds(project, {"redaction_policy": policy})
        changed = build()
        warehouse.dbt("run-operation", "rotate_pseudonym_salt", vars=VARS, project=project)
        return Redacted(first, changed, rotated=build())

    return on_engines(job)


@pytest.fixture(scope="module", params=ENGINES)
def redacted(request: pytest.FixtureRequest, redacted_on: Callable[[str], Redacted]) -> Redacted:
    return redacted_on(str(request.param))


def test_treatments(redacted: Redacted) -> None:
    expected = dict(EXAMPLES)
    found = {
        text: {name: redacted.first[text][name] for name in columns}
        for text, columns in expected.items()
    }
    assert found == expected


def test_hashes_are_hexadecimal(redacted: Redacted) -> None:
    for text, _ in EXAMPLES:
        if text is None:
            continue
        row = redacted.first[text]
        assert row["hashed"] == hashlib.sha256(text.encode()).hexdigest()
        assert row["thing"] == pseudonym(text)
    assert redacted.first["Ann.Lee@Corp.com"]["person"] == pseudonym("ann.lee@corp.com")


def test_policy_decides(redacted: Redacted) -> None:
    for text, _ in EXAMPLES:
        row = redacted.first[text]
        assert (row["shown"], row["kept"]) == (row["masked"], row["secrets"])
        assert row["dropped"] is None


def test_change_of_the_policy_is_seen(redacted: Redacted) -> None:
    assert redacted.changed[TEXT]["shown"] == pseudonym(TEXT)
    # Nothing is shown by a slip of the pen.
    assert redacted.changed[TEXT]["kept"] is None


def test_another_salt_gives_other_pseudonyms(redacted: Redacted) -> None:
    rotated = redacted.rotated[TEXT]
    assert rotated["shown"] == rotated["thing"] != pseudonym(TEXT)
    assert rotated["hashed"] == redacted.first[TEXT]["hashed"]


@pytest.mark.skipif(len(ENGINES) < 2, reason="it compares engines")
def test_engines_agree(redacted_on: Callable[[str], Redacted]) -> None:
    duckdb, postgres = (redacted_on(engine) for engine in ENGINES)
    assert (duckdb.first, duckdb.changed) == (postgres.first, postgres.changed)
