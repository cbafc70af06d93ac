"""What people do in a simulated Zoomdata: dashboards, exports, sources, bookmarks, share links."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from footfall.simulate.catalogue import DASHBOARDS, SCHEMAS
from footfall.simulate.zoomdata_log import ActivityLog, Actor, Chart, Clock, Source, epoch_ms

SERVER_TYPES = {"RDD": 0.4, "RDD_CACHE": 0.1, "TOPOLOGY": 0.12, "TOPOLOGY_PERFORMANCE": 0.08}
CHART_KINDS = ("Trend", "By country", "By channel", "Top 20", "Map", "Total")
FAILED = 0.03
NEVER_FINISHED = 0.02


class Content:
    """The sources, dashboards and share links, the earlier ones far more popular."""

    def __init__(self, log: ActivityLog) -> None:
        """Make up what the company has in Zoomdata."""
        rng = log.rng
        tables = [
            (prefix.split("://"), name)
            for prefix, names in SCHEMAS.items()
            for name in names.split()[:3]
        ]
        connections = {prefix: log.new_id() for prefix in SCHEMAS}
        self.sources = [
            Source(
                source_id=log.new_id(),
                name=name.replace("_", " ").capitalize(),
                storage=database.upper(),
                path=(location.split(".")[1], name),
                connection_id=connections[f"{database}://{location}"],
            )
            for (database, location), name in tables
        ]
        self.dashboards = {
            name: [
                Chart(log.new_id(), f"{name}: {kind}", rng.choice(self.sources))
                for kind in rng.sample(CHART_KINDS, rng.randint(2, 4))
            ]
            for name in DASHBOARDS
        }
        # the keys of share links, their dashboards and when they were made
        self.keys: list[tuple[str, str, datetime]] = []

    def any_dashboard(self, rng: Random) -> str:
        """A dashboard's name, by popularity."""
        return DASHBOARDS[min(int(rng.expovariate(0.3)), len(DASHBOARDS) - 1)]

    def any_source(self, rng: Random) -> Source:
        """A source, by popularity."""
        return self.sources[min(int(rng.expovariate(0.2)), len(self.sources) - 1)]


def look_at_chart(log: ActivityLog, actor: Actor, clock: Clock, chart: Chart) -> None:
    """A chart asks for its data: a command, what the server does for it, and the answer."""
    rng, cid = log.rng, log.new_id(16)
    started = clock.wait(0.1, 0.6)
    milliseconds = int(rng.lognormvariate(6.2, 0.9)) + 5
    request = chart.source.request()
    begun: dict[str, Any] = {"cid": cid, "actionStartedOn": epoch_ms(started)}
    log.write(started, actor, "VIS_COMMAND", "STARTED", **begun, request=request)
    done = started + timedelta(milliseconds=milliseconds)
    ended = {**begun, "duration": milliseconds}
    for kind, share in SERVER_TYPES.items():
        if rng.random() < share:
            _serve(log, actor, done, kind, chart.source, ended)
    is_failed = rng.random() < FAILED
    status = "FAILED" if is_failed else "SUCCEEDED"
    log.write(done, actor, "VIS_DATA", status, **ended, payload="" if is_failed else "[[1, 2]]")
    if rng.random() > NEVER_FINISHED:
        end = done + timedelta(milliseconds=rng.randint(1, 9))
        ended["duration"] = milliseconds + 9
        log.write(end, actor, "VIS_COMMAND", "FAILED" if is_failed else "FINISHED", **ended)


def _serve(
    log: ActivityLog,
    actor: Actor,
    at: datetime,
    kind: str,
    source: Source,
    ended: dict[str, Any],
) -> None:
    """What the server notes about its own work."""
    query = f"select count(*) from {'.'.join(source.path)}"
    fields: dict[str, dict[str, Any]] = {
        "RDD": {
            "storageType": source.storage,
            "responseSize": log.rng.randrange(4_000),
            "queries": query,
            "proxiedUser": actor.user,
            "readRequest": "{}",
            **ended,
        },
        "RDD_CACHE": {"sourceId": source.source_id, "query": query},
        "TOPOLOGY": ended,
        "TOPOLOGY_PERFORMANCE": {
            "rddCount": 1,
            "timeline": {"TOPOLOGY.CREATED": 0, "TOPOLOGY.FINISHED": ended["duration"]},
            "finishStatus": "FINISHED",
            **ended,
        },
    }
    status = "HIT" if kind == "RDD_CACHE" else "FINISHED"
    log.write(at, actor, kind, status, **fields[kind])


def look_at_dashboard(log: ActivityLog, actor: Actor, clock: Clock, content: Content) -> None:
    """Open a dashboard, perhaps filter it."""
    charts = content.dashboards[content.any_dashboard(log.rng)]
    for chart in charts:
        look_at_chart(log, actor, clock, chart)
    if log.rng.random() < 0.35:
        clock.wait(5, 60)
        look_at_chart(log, actor, clock, log.rng.choice(charts))


def build_chart(log: ActivityLog, actor: Actor, clock: Clock, content: Content) -> None:
    """Add a chart or change one."""
    chart = log.rng.choice(content.dashboards[content.any_dashboard(log.rng)])
    status = "CREATED" if log.rng.random() < 0.4 else "UPDATED"
    named = {"visualizationId": chart.chart_id, "visualizationName": chart.name}
    source_id = chart.source.source_id
    cid = log.new_id(16)
    log.write(clock.wait(20, 200), actor, "VIS_DEF", status, **named, cid=cid, sourceId=source_id)
    look_at_chart(log, actor, clock, chart)
    log.write(clock.wait(5, 60), actor, "VIS", status, **named)


def export(log: ActivityLog, actor: Actor, clock: Clock, content: Content) -> None:
    """Take the rows behind a chart away, mostly as CSV."""
    rng, source = log.rng, content.any_source(log.rng)
    started = clock.wait(3, 60)
    milliseconds = int(rng.lognormvariate(8, 1))
    fields = {
        "count": int(rng.lognormvariate(7, 2)),
        "cid": log.new_id(16),
        "actionStartedOn": epoch_ms(started),
        "duration": milliseconds,
    }
    done = started + timedelta(milliseconds=milliseconds)
    if rng.random() < 0.75:
        path = f"/opt/zoomdata/export/{source.path[1]}.csv"
        fields |= {"location": "FILE", "file": path}
        log.write(done, actor, "RAW_DATA_EXPORT_CSV", "SUCCEEDED", **fields)
    else:
        query = f"select * from {'.'.join(source.path)}"
        fields |= {"exportType": "FILE", "storageType": source.storage, "query": query}
        log.write(done, actor, "RAW_DATA_EXPORT", "SUCCEEDED", **fields)


def bookmark(log: ActivityLog, actor: Actor, clock: Clock, content: Content) -> None:
    """Keep a dashboard as it looks now, or tidy up."""
    name = content.any_dashboard(log.rng)
    (status,) = log.rng.choices(("CREATED", "UPDATED", "DELETED"), (6, 3, 1))
    log.write(
        clock.wait(2, 40),
        actor,
        "BOOKMARK",
        status,
        bookmarkId=log.new_id(),
        bookmarkName=name,
        description="",
        shared=log.rng.random() < 0.3,
        keyIds=[],
    )


def upload(log: ActivityLog, actor: Actor, clock: Clock, content: Content) -> None:
    """Upload a file, which becomes a source."""
    name = content.any_source(log.rng).path[1]
    log.write(
        clock.wait(10, 90),
        actor,
        "UPLOAD",
        "SUCCEEDED",
        source=name,
        fileName=f"{name}.csv",
        contentType="text/csv",
        filesize=int(log.rng.lognormvariate(12, 1.5)),
    )
    _change_source(log, actor, clock, content.any_source(log.rng), "SAVED")


def keep_source(log: ActivityLog, actor: Actor, clock: Clock, content: Content) -> None:
    """Change a source, or delete it."""
    status = "DELETED" if log.rng.random() < 0.15 else "UPDATED"
    _change_source(log, actor, clock, content.any_source(log.rng), status)


def _change_source(
    log: ActivityLog, actor: Actor, clock: Clock, source: Source, status: str
) -> None:
    log.write(
        clock.wait(5, 90),
        actor,
        "SOURCE",
        status,
        sourceId=source.source_id,
        sourceName=source.name,
        streamType="BATCH",
        storageType=source.storage,
        sourceAsString="{}",
        sourceDescription="",
    )


def share(log: ActivityLog, actor: Actor, clock: Clock, content: Content) -> None:
    """Make a link that opens a dashboard without a login."""
    name = content.any_dashboard(log.rng)
    key, at = log.new_id(), clock.wait(5, 60)
    content.keys.append((key, name, at))
    log.write(
        at,
        actor,
        "SECURITY_KEY",
        "CREATED",
        keyId=key,
        created=epoch_ms(at),
        expire=epoch_ms(at + timedelta(days=30)),
        description="for the board",
        keyType="DASHBOARD",
        objectIds=[chart.chart_id for chart in content.dashboards[name]],
    )
