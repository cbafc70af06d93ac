"""Small logs of well-known tools, made by hand from their documented schemas, and what is what.

Of each: the records, the fields that a mapping should name, and a zone where its times have none.
A field may have several right answers. Of some there is a pack.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]
PEOPLE = ("ann", "bo", "cleo")


@dataclass(frozen=True)
class Format:
    """A log and the names that are right for each key of a mapping."""

    name: str
    records: list[Record]
    right: dict[str, str | tuple[str, ...]]
    timezone: str | None = None
    pack: str | None = None


def _each(count: int, build: Callable[[int, str], Record]) -> list[Record]:
    """Records of people in turn."""
    return [build(number, PEOPLE[number * number % 3]) for number in range(count)]


def _time(number: int, end: str = "Z") -> str:
    day, hour, minute = 2 + number % 5, 8 + number // 5 % 12, 7 * number % 60
    return f"2026-11-{day:02d}T{hour:02d}:{minute:02d}:11.{number:03d}{end}"


def _uuid(number: int, of: int = 1) -> str:
    return f"{of:08x}-0000-4000-8000-{number * 7919 % 99991:012d}"


def _of(number: int, *choices: Any) -> Any:
    return choices[(7 * number + number // 4) % len(choices)]


def _kubernetes() -> list[Record]:
    def build(number: int, who: str) -> Record:
        is_robot = number % 4 == 3
        user = "system:serviceaccount:kube-system:deployer" if is_robot else f"{who}@acme.example"
        stage = _of(number, "ResponseComplete", "ResponseComplete", "RequestReceived")
        resource = _of(number, "pods", "secrets", "deployments", "configmaps")
        code = _of(number, 200, 201, 200, 403, 404)
        record = {
            "kind": "Event",
            "apiVersion": "audit.k8s.io/v1",
            "level": "Metadata",
            "auditID": _uuid(number),
            "stage": stage,
            "requestURI": f"/api/v1/namespaces/shop/{resource}/x{number}?timeout=10s",
            "verb": _of(number, "get", "list", "create", "delete", "patch"),
            "user": {
                "username": user,
                "uid": _uuid(PEOPLE.index(who), 7),
                "groups": ["system:authenticated"],
            },
            "sourceIPs": ["192.0.2.7"],
            "userAgent": "kubectl/v1.31.0 (linux/amd64) kubernetes/9edcffc",
            "objectRef": {
                "resource": resource,
                "namespace": "shop",
                "name": f"x{number}",
                "apiVersion": "v1",
            },
            "requestReceivedTimestamp": _time(number),
            "stageTimestamp": _time(number),
            "annotations": {
                "authorization.k8s.io/decision": "forbid" if code == 403 else "allow",
                "authorization.k8s.io/reason": "",
            },
        }
        if stage == "ResponseComplete":
            record["responseStatus"] = {"metadata": {}, "code": code}
        return record

    return _each(24, build)


def _okta() -> list[Record]:
    def build(number: int, who: str) -> Record:
        is_robot = number % 6 == 5
        event = _of(
            number,
            "user.session.start",
            "user.authentication.sso",
            "application.user_membership.add",
            "user.account.update_password",
            "policy.evaluate_sign_on",
        )
        result = _of(number, "SUCCESS", "SUCCESS", "FAILURE", "ALLOW", "DENY")
        return {
            "actor": {
                "id": "00uSYSTEM" if is_robot else f"00u{who}1d5",
                "type": "SystemPrincipal" if is_robot else "User",
                "alternateId": "system@okta.com" if is_robot else f"{who}@acme.example",
                "displayName": "Okta System" if is_robot else f"{who.title()} Doe",
                "detailEntry": None,
            },
            "client": {
                "userAgent": {"rawUserAgent": "Mozilla/5.0", "os": "Mac OS X", "browser": "CHROME"},
                "zone": "null",
                "device": "Computer",
                "id": None,
                "ipAddress": "192.0.2.9",
                "geographicalContext": {"city": "Basel", "country": "Switzerland"},
            },
            "authenticationContext": {
                "authenticationStep": 0,
                "externalSessionId": f"102{who}",
            },
            "displayMessage": event.replace(".", " "),
            "eventType": event,
            "outcome": {"result": result, "reason": "INVALID" if result == "FAILURE" else None},
            "published": _time(number),
            "securityContext": {"asNumber": 1, "isProxy": False},
            "severity": "INFO",
            "debugContext": {"debugData": {"requestId": f"Xr{number}", "requestUri": "/app/x"}},
            "legacyEventType": f"core.{event}",
            "transaction": {"type": "WEB", "id": f"W{number // 2}", "detail": {}},
            "uuid": _uuid(number, 2),
            "version": "0",
            "request": {"ipChain": [{"ip": "192.0.2.9", "version": "V4"}]},
            "target": [
                {
                    "id": f"0oa{number % 4}",
                    "type": _of(number, "AppInstance", "AppUser"),
                    "alternateId": _of(number, "Salesforce", "Jira"),
                    "displayName": _of(number, "Salesforce", "Jira"),
                }
            ],
        }

    return _each(24, build)


def _google_reports() -> list[Record]:
    def build(number: int, who: str) -> Record:
        events = [
            {
                "type": "access",
                "name": _of(number, "view", "edit", "download", "create"),
                "parameters": [
                    {"name": "primary_event", "boolValue": True},
                    {"name": "doc_id", "value": f"1dOc{number % 6}"},
                    {"name": "doc_type", "value": _of(number, "document", "spreadsheet")},
                    {"name": "doc_title", "value": f"Plan {number % 6}"},
                    {"name": "owner", "value": "ann@acme.example"},
                    {"name": "visibility", "value": _of(number, "private", "people_with_link")},
                ],
            }
        ]
        if number % 4 == 0:
            events.append(
                {
                    "type": "acl_change",
                    "name": "change_user_access",
                    "parameters": [
                        {"name": "doc_id", "value": f"1dOc{number % 6}"},
                        {"name": "doc_type", "value": _of(number, "document", "spreadsheet")},
                        {"name": "target_user", "value": "dora@acme.example"},
                    ],
                }
            )
        return {
            "kind": "admin#reports#activity",
            "id": {
                "time": _time(number),
                "uniqueQualifier": str(-7_000_000_000_000 + 97 * number),
                "applicationName": "drive",
                "customerId": "C03az79cb",
            },
            "etag": f'"e{number}"',
            "actor": {
                "callerType": "USER",
                "email": f"{who}@acme.example",
                "profileId": f"10{PEOPLE.index(who)}57294",
            },
            "ipAddress": "192.0.2.1",
            "events": events,
        }

    return _each(20, build)


def _keycloak() -> list[Record]:
    def build(number: int, who: str) -> Record:
        kind = _of(number, "LOGIN", "CODE_TO_TOKEN", "LOGOUT", "UPDATE_PASSWORD", "LOGIN_ERROR")
        record = {
            "id": _uuid(number, 3),
            "time": 1_795_939_200_000 + 60_000 * number,
            "type": kind,
            "realmId": "5f1c0001-0000-4000-8000-000000000001",
            "realmName": "acme",
            "clientId": _of(number, "account-console", "superset"),
            "userId": _uuid(PEOPLE.index(who), 9),
            "sessionId": _uuid(PEOPLE.index(who) + number // 8, 8),
            "ipAddress": "192.0.2.3",
            "details": {
                "auth_method": "openid-connect",
                "redirect_uri": "https://x.example/cb",
                "code_id": _uuid(number // 2, 6),
                "username": who,
            },
        }
        if kind == "LOGIN_ERROR":
            record["error"] = _of(number, "invalid_user_credentials", "user_disabled")
        return record

    return _each(20, build)


def _gitlab() -> list[Record]:
    def build(number: int, who: str) -> Record:
        author = PEOPLE.index(who) + 4
        return {
            "id": 300 + number,
            "author_id": author,
            "entity_id": 6 + number % 3,
            "entity_type": _of(number, "Project", "Group"),
            "event_name": _of(
                number,
                "repository_git_operation",
                "project_created",
                "member_removed",
                "deploy_key_added",
            ),
            "details": {
                "author_name": f"{who.title()} Doe",
                "author_email": f"{who}@acme.example",
                "author_class": "User",
                "custom_message": "Changed the project",
                "target_id": 6 + number % 3,
                "target_type": _of(number, "Project", "Group"),
                "target_details": f"acme/shop{number % 3}",
                "ip_address": "192.0.2.5",
                "entity_path": f"acme/shop{number % 3}",
            },
            "created_at": _time(number),
        }

    return _each(20, build)


def _databricks() -> list[Record]:
    def build(number: int, who: str) -> Record:
        code = _of(number, 200, 200, 403, 500, 200)
        return {
            "version": "2.0",
            "auditLevel": "WORKSPACE_LEVEL",
            "timestamp": 1_795_939_200_000 + 61_000 * number,
            "orgId": "0",
            "workspaceId": 1_234_567_890,
            "sourceIPAddress": "192.0.2.4",
            "userAgent": "Mozilla/5.0",
            "sessionId": f"s{who}{number // 10}",
            "userIdentity": {"email": f"{who}@acme.example", "subjectName": None},
            "serviceName": _of(number, "notebook", "clusters", "unityCatalog"),
            "actionName": _of(number, "attachNotebook", "create", "getTable", "deleteTable"),
            "requestId": f"ServiceMain-{number:06x}",
            "requestParams": {
                "notebookId": f"{900 + number % 5}",
                "path": f"/Users/{who}@acme.example/n{number % 5}",
            },
            "response": {
                "statusCode": code,
                "errorMessage": "denied" if code == 403 else None,
                "result": None,
            },
        }

    return _each(24, build)


def _grafana() -> list[Record]:
    def build(number: int, who: str) -> Record:
        code = _of(number, 200, 200, 403, 404)
        return {
            "timestamp": _time(number),
            "user": {
                "userId": PEOPLE.index(who) + 2,
                "orgId": 1,
                "orgRole": "Editor",
                "name": who,
                "isAnonymous": False,
                "authTokenId": 700 + number,
            },
            "action": _of(number, "create", "update", "delete", "login"),
            "request": {"params": {":uid": f"d{number % 4}"}, "body": "{}"},
            "result": {
                "statusType": "success" if code == 200 else "failure",
                "statusCode": code,
                **({"failureMessage": "not found"} if code == 404 else {}),
            },
            "resources": [{"id": number % 4 + 1, "type": _of(number, "dashboard", "folder")}],
            "requestUri": f"/api/dashboards/uid/d{number % 4}",
            "ipAddress": "192.0.2.8:51000",
            "userAgent": "Mozilla/5.0",
            "grafanaVersion": "12.1.0",
        }

    return _each(20, build)


def _metabase() -> list[Record]:
    def build(number: int, who: str) -> Record:
        return {
            "id": 5_000 + number,
            "topic": _of(number, "card-create", "dashboard-read", "card-update", "user-login"),
            "timestamp": _time(number, ""),
            "end_timestamp": None,
            "user_id": PEOPLE.index(who) + 1,
            "model": _of(number, "Card", "Dashboard", "Card"),
            "model_id": number % 7 + 1,
            "details": '{"name": "Orders", "archived": false}',
        }

    return _each(20, build)


def _nginx() -> list[Record]:
    def build(number: int, who: str) -> Record:
        verb = _of(number, "GET", "GET", "POST", "DELETE")
        return {
            "time_local": f"{2 + number % 5:02d}/Nov/2026:09:{number:02d}:00 +0000",
            "remote_addr": f"192.0.2.{number % 5}",
            "remote_user": who,
            "request": f"{verb} /reports/{number % 6}?page={number} HTTP/1.1",
            "status": str(_of(number, 200, 200, 304, 403, 500)),
            "body_bytes_sent": str(900 + number),
            "request_time": f"0.{number:03d}",
            "http_referrer": "https://portal.example/start",
            "http_user_agent": "Mozilla/5.0",
        }

    return _each(24, build)


def _german_csv() -> list[Record]:
    def build(number: int, who: str) -> Record:
        return {
            "Zeitpunkt": f"{3 + number % 20:02d}.11.2026 {8 + number % 9:02d}:{number:02d}:05",
            "Benutzer": who,
            "Aktion": _of(number, "Öffnen", "Speichern", "Löschen"),
            "Objekttyp": _of(number, "Dokument", "Ordner"),
            "Objekt": f"D-{number % 6}",
            "Ergebnis": _of(number, "OK", "OK", "Fehler"),
        }

    return _each(24, build)


def _microsoft_365() -> list[Record]:
    def build(number: int, who: str) -> Record:
        return {
            "CreationTime": _time(number, "")[:19],
            "Id": _uuid(number, 5),
            "Operation": _of(number, "FileAccessed", "FileModified", "FileDeleted", "UserLoggedIn"),
            "OrganizationId": _uuid(1, 4),
            "RecordType": _of(number, 6, 15),
            "ResultStatus": _of(number, "Succeeded", "Succeeded", "Failed"),
            "UserKey": f"i:0h.f|membership|100{PEOPLE.index(who)}@live.com",
            "UserType": 0,
            "Version": 1,
            "Workload": _of(number, "SharePoint", "OneDrive"),
            "ClientIP": "192.0.2.6",
            "ObjectId": f"https://acme.sharepoint.example/sites/x/f{number % 6}.docx",
            "UserId": f"{who}@acme.example",
            "ItemType": "File",
            "UserAgent": "Mozilla/5.0",
        }

    return _each(20, build)


def _entra() -> list[Record]:
    def build(number: int, who: str) -> Record:
        return {
            "id": f"Directory_{number:05x}",
            "category": _of(number, "UserManagement", "GroupManagement"),
            "correlationId": _uuid(number // 2, 11),
            "result": _of(number, "success", "success", "failure"),
            "resultReason": "",
            "activityDisplayName": _of(
                number, "Add member to group", "Update user", "Delete group"
            ),
            "activityDateTime": _time(number),
            "loggedByService": "Core Directory",
            "operationType": _of(number, "Add", "Update", "Delete"),
            "initiatedBy": {
                "app": None,
                "user": {
                    "id": _uuid(PEOPLE.index(who), 12),
                    "displayName": f"{who.title()} Doe",
                    "userPrincipalName": f"{who}@acme.example",
                    "ipAddress": "192.0.2.2",
                },
            },
            "targetResources": [
                {
                    "id": _uuid(number % 5, 13),
                    "displayName": f"Group {number % 5}",
                    "type": _of(number, "Group", "User"),
                    "userPrincipalName": None,
                    "modifiedProperties": [],
                }
            ],
        }

    return _each(20, build)


def _google_cloud() -> list[Record]:
    def build(number: int, who: str) -> Record:
        is_denied = number % 5 == 4
        payload = {
            "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
            "authenticationInfo": {"principalEmail": f"{who}@acme.example"},
            "requestMetadata": {
                "callerIp": "192.0.2.1",
                "callerSuppliedUserAgent": "gcloud",
                "requestAttributes": {"time": _time(number), "auth": {}},
            },
            "serviceName": _of(number, "bigquery.googleapis.com", "storage.googleapis.com"),
            "methodName": _of(
                number, "storage.objects.get", "jobservice.insert", "storage.buckets.delete"
            ),
            "resourceName": f"projects/acme/datasets/d{number % 5}",
            "status": {"code": 7, "message": "PERMISSION_DENIED"} if is_denied else {},
        }
        return {
            "protoPayload": payload,
            "insertId": f"k{number * 7919 % 997:04d}x",
            "resource": {
                "type": _of(number, "bigquery_dataset", "gcs_bucket"),
                "labels": {"project_id": "acme"},
            },
            "timestamp": _time(number),
            "severity": "ERROR" if is_denied else "INFO",
            "logName": "projects/acme/logs/cloudaudit.googleapis.com%2Fdata_access",
            "receiveTimestamp": _time(number),
        }

    return _each(20, build)


def _snowflake() -> list[Record]:
    def build(number: int, who: str) -> Record:
        is_bad = number % 6 == 5
        return {
            "QUERY_ID": _uuid(number, 14),
            "QUERY_TEXT": f"select {number} from orders join lines using (id) where day > {number}",
            "DATABASE_NAME": "SHOP",
            "SCHEMA_NAME": "PUBLIC",
            "QUERY_TYPE": _of(number, "SELECT", "INSERT", "CREATE_TABLE"),
            "SESSION_ID": 8_000_000 + PEOPLE.index(who),
            "USER_NAME": who.upper(),
            "ROLE_NAME": "ANALYST",
            "WAREHOUSE_NAME": "WH",
            "EXECUTION_STATUS": "FAIL" if is_bad else "SUCCESS",
            "ERROR_CODE": "1003" if is_bad else None,
            "ERROR_MESSAGE": "SQL compilation error" if is_bad else None,
            "START_TIME": f"2026-11-{2 + number % 5:02d} 09:{number:02d}:11.123 -0800",
            "END_TIME": f"2026-11-{2 + number % 5:02d} 09:{number:02d}:13.500 -0800",
            "TOTAL_ELAPSED_TIME": 2_377 + number,
            "ROWS_PRODUCED": number,
        }

    return _each(20, build)


def _vault() -> list[Record]:
    def build(number: int, who: str) -> Record:
        is_answer = number % 2 == 1
        request = {
            "time": _time(number, "Z"),
            "type": "response" if is_answer else "request",
            "auth": {
                "client_token": f"hmac-sha256:{who}aa",
                "accessor": f"hmac-sha256:{who}bb",
                "display_name": f"ldap-{PEOPLE[number // 2 % 3]}",
                "policies": ["default"],
                "entity_id": _uuid(number // 2 % 3, 15),
                "token_type": "service",
            },
            "request": {
                "id": _uuid(number // 2, 16),
                "operation": _of(number // 2, "read", "update", "list"),
                "mount_type": "kv",
                "namespace": {"id": "root"},
                "path": f"secret/data/app{number // 2 % 4}",
                "remote_address": "192.0.2.1",
            },
        }
        if is_answer and number % 5 == 0:
            request["error"] = "1 error occurred: permission denied"
        return request

    return _each(24, build)


FORMATS = [
    Format(
        "kubernetes",
        _kubernetes(),
        {
            "time": ("requestReceivedTimestamp", "stageTimestamp"),
            "actor": "user.username",
            "action": "verb",
            "object_type": "objectRef.resource",
            "object_id": "objectRef.name",
            "outcome": "responseStatus.code",
            "event_id": "auditID",
        },
        pack="kubernetes",
    ),
    Format(
        "okta",
        _okta(),
        {
            "time": "published",
            "actor.id": "actor.id",
            "actor.email": "actor.alternateId",
            "actor.name": "actor.displayName",
            "actor.kind": "actor.type",
            "action": "eventType",
            "object_type": "target.0.type",
            "object_id": "target.0.id",
            "outcome": "outcome.result",
            "event_id": "uuid",
            "session_key": "authenticationContext.externalSessionId",
        },
        pack="okta",
    ),
    Format(
        "google_reports",
        _google_reports(),
        {
            "each": "events",
            "time": "id.time",
            "actor": "actor.email",
            "action": "event.name",
            "object_type": "event.parameters[name=doc_type].value",
            "object_id": "event.parameters[name=doc_id].value",
            "object_name": "event.parameters[name=doc_title].value",
            "event_id": "id.uniqueQualifier",
        },
        pack="google_workspace",
    ),
    Format(
        "keycloak",
        _keycloak(),
        {
            "time": "time",
            "time.unit": "ms",
            "actor.id": "userId",
            "actor.login": "details.username",
            "action": "type",
            "outcome": "error",
            "event_id": "id",
            "session_key": "sessionId",
        },
    ),
    Format(
        "gitlab",
        _gitlab(),
        {
            "time": "created_at",
            "actor.id": "author_id",
            "actor.email": "details.author_email",
            "action": "event_name",
            "object_type": ("entity_type", "details.target_type"),
            "object_id": ("entity_id", "details.target_id"),
            "event_id": "id",
        },
        pack="gitlab",
    ),
    Format(
        "databricks",
        _databricks(),
        {
            "time": "timestamp",
            "time.unit": "ms",
            "actor": "userIdentity.email",
            "action": "actionName",
            "workflow": "serviceName",
            "object_id": ("requestParams.notebookId", "requestParams.path"),
            "outcome": "response.statusCode",
            "event_id": "requestId",
            "session_key": "sessionId",
        },
    ),
    Format(
        "grafana",
        _grafana(),
        {
            "time": "timestamp",
            "actor.id": "user.userId",
            "actor.login": "user.name",
            "action": "action",
            "object_type": "resources.0.type",
            "object_id": "resources.0.id",
            "outcome": ("result.statusCode", "result.statusType"),
        },
        pack="grafana",
    ),
    Format(
        "metabase",
        _metabase(),
        {
            "time": "timestamp",
            "time.timezone": "Europe/Zurich",
            "actor": "user_id",
            "action": "topic",
            "object_type": "model",
            "object_id": "model_id",
            "event_id": "id",
        },
        timezone="Europe/Zurich",
    ),
    Format(
        "nginx",
        _nginx(),
        {
            "time": "time_local",
            "actor": "remote_user",
            "action": "request",
            "object_id": "request",
            "outcome": "status",
            "duration": "request_time",
            "duration.unit": "s",
        },
    ),
    Format(
        "german_csv",
        _german_csv(),
        {
            "time": "Zeitpunkt",
            "time.formats": "%d.%m.%Y %H:%M:%S",
            "time.timezone": "Europe/Berlin",
            "actor": "Benutzer",
            "action": "Aktion",
            "object_type": "Objekttyp",
            "object_id": "Objekt",
            "outcome": "Ergebnis",
        },
        timezone="Europe/Berlin",
    ),
    Format(
        "microsoft_365",
        _microsoft_365(),
        {
            "time": "CreationTime",
            "actor": "UserId",
            "action": "Operation",
            "workflow": "Workload",
            "object_id": "ObjectId",
            "outcome": "ResultStatus",
            "event_id": "Id",
        },
    ),
    Format(
        "entra",
        _entra(),
        {
            "time": "activityDateTime",
            "actor.id": "initiatedBy.user.id",
            "actor.email": "initiatedBy.user.userPrincipalName",
            "actor.name": "initiatedBy.user.displayName",
            "action": ("activityDisplayName", "operationType"),
            "object_type": "targetResources.0.type",
            "object_id": "targetResources.0.id",
            "object_name": "targetResources.0.displayName",
            "outcome": "result",
            "event_id": "id",
            "correlation_id": "correlationId",
        },
    ),
    Format(
        "google_cloud",
        _google_cloud(),
        {
            "time": "timestamp",
            "actor": "protoPayload.authenticationInfo.principalEmail",
            "action": "protoPayload.methodName",
            "object_type": "resource.type",
            "object_id": "protoPayload.resourceName",
            "outcome": "protoPayload.status.code",
            "event_id": "insertId",
        },
    ),
    Format(
        "snowflake",
        _snowflake(),
        {
            "time": "START_TIME",
            "actor": "USER_NAME",
            "action": "QUERY_TYPE",
            "outcome": "EXECUTION_STATUS",
            "event_id": "QUERY_ID",
            "session_key": "SESSION_ID",
            "duration": "TOTAL_ELAPSED_TIME",
        },
    ),
    Format(
        "vault",
        _vault(),
        {
            "time": "time",
            "actor.id": "auth.entity_id",
            "actor.name": "auth.display_name",
            "action": "request.operation",
            "object_id": "request.path",
            "outcome": "error",
            "event_id": "request.id",
        },
    ),
]
