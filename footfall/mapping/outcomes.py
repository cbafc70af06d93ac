"""How it ended: fields with codes of HTTP, words, booleans, and errors that are mostly missing."""

from __future__ import annotations

import re
from typing import Any

from footfall.mapping.candidates import depth_of, is_moment
from footfall.mapping.profiling import Profile

_NAMES = {
    "outcome": 9.0,
    "result": 7.5,
    "conclusion": 6.0,
    "success": 9.0,
    "successful": 9.0,
    "succeeded": 9.0,
    "status": 7.5,
    "error": 6.0,
    "exception": 5.5,
    "failure": 6.0,
    "decision": 6.0,
    "allowed": 7.0,
    "granted": 7.0,
    "state": 4.0,
    "response": 3.0,
    "code": 3.0,
    "rc": 4.0,
    "errno": 5.0,
    "severity": 2.5,
    "level": 1.0,
    "ok": 6.0,
    "authorized": 6.0,
    "verdict": 6.0,
    "event": 0.5,
    "passed": 6.0,
}
_OTHERS = {
    *("user", "actor", "old", "new", "target", "params", "parameters", "previous", "entity"),
    *(
        "description",
        "message",
        "size",
        "count",
        "length",
        "time",
        "body",
        "elements",
        "bytes",
        "rows",
    ),
    *("text", "upstream", "employment", "account", "object", "changes", "before", "after"),
}
_SUCCEEDED = re.compile(
    r"(un)?success(ful(ly)?|es)?|succeeded|ok|okay|passed|pass|completed?|allow(ed)?|grant(ed)?"
    r"|permit(ted)?|accept(ed)?|finished|done|approved|erfolg(reich)?|ergebnis_ok|log|info|notice",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r".*(denied|deny|forbid|unauthori[sz]ed|not.?authori[sz]ed|reject|block|refused|disallow"
    r"|no.?permission|insufficient.?priv|access.?control|verweigert|permissiondenied).*",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r".*(fail|error|timed?.?out|timeout|abort|cancel|exception|invalid|fatal|panic|crash|unsuccess"
    r"|killed|incorrect|wrong|bad|fehler|stopped|rollback|rolled.?back|not.?found|throttl|quota"
    r"|expired|missing|locked).*",
    re.IGNORECASE,
)
_ERRORS = {"error", "exception", "failure", "errno"}
# of an error whose other values the sample does not show
_DENIED_PATTERNS = ["%Denied%", "%denied%", "%orbidden%", "%nauthorized%", "%NotAuthorized%"]


def outcome_score(profile: Profile) -> float:
    """How much speaks for a field as the outcome: its name, then whether its values are known."""
    words = profile.words
    named = max((_NAMES[word] for word in words if word in _NAMES), default=0.0)
    if not named or is_moment(profile) or profile.emails > 0.5 or profile.opaque > 0.5:
        return 0.0
    if set(words) & {"id"} and not set(words) & {"status"}:
        return 0.0
    score = named - 3.0 * len(set(words) & _OTHERS) - 0.5 * depth_of(profile)
    is_error = bool(set(words) & _ERRORS) and not set(words) & {"severity", "level"}
    if is_sql_state(profile):
        return 8.0
    if set(words) & {"severity", "level"}:
        return 0.0
    if profile.is_http:
        is_code = bool(set(words) & {"status", "code", "response", "result", "http"})
        return score + 3.0 - 4.0 * profile.nulls if is_code else 0.0
    if profile.is_boolean:
        known = {"success", "successful", "succeeded", "ok", "allowed", "granted", "passed"}
        known |= {"authorized", "error", "failure", "failed", "outcome", "result"}
        return score + 2.0 - 4.0 * profile.nulls if set(words) & known else 0.0
    if is_error:
        # missing where all is well
        is_code = bool(set(words) & {"code", "type", "name"}) or words[-1] in _ERRORS
        is_text = bool(set(words) & {"message", "reason", "details"})
        return score + (2.0 if is_code else 0.0) - (1.0 if is_text else 0.0)
    if not profile.filled:
        return 0.0
    if profile.is_integer:
        is_code = bool(set(words) & {"code", "status", "result", "rc"})
        score += 2.0 if profile.path[-2:] == ("status", "code") else 0.5
        return score - 2.0 * profile.nulls if is_code and profile.distinct <= 50 else 0.0
    known_share = profile.share(lambda text: word_outcome(text) is not None)
    if known_share < 0.3 or profile.distinct > 50 or profile.length > 60:
        return 0.0
    return score + 3.0 * known_share - 4.0 * profile.nulls


def is_sql_state(profile: Profile) -> bool:
    """Whether values are codes of SQL, such as 42501."""
    is_named = set(profile.words) <= {"state", "code", "sql", "sqlstate", "error"}
    is_state = bool(set(profile.words) & {"state", "sqlstate"})
    fits = re.compile(r"[0-9A-Z]{2}[0-9A-Z]{3}").fullmatch
    return is_named and is_state and profile.filled > 0 and profile.share(fits) == 1


def word_outcome(text: str) -> str | None:
    """What a word says of how it ended."""
    plain = text.strip()
    if _DENIED.fullmatch(plain):
        return "denied"
    if _FAILED.fullmatch(plain):
        return "failed"
    return "succeeded" if _SUCCEEDED.fullmatch(plain) else None


def outcome_of(profile: Profile, name: Any) -> dict[str, Any]:
    """The mapping of a field as the outcome."""
    given: dict[str, Any] = dict(name) if isinstance(name, dict) else {"column": name}
    words = set(profile.words)
    if is_sql_state(profile):
        given |= {"denied": ["42501", {"like": "28%"}], "succeeded": ["00000"]}
        return given | {"missing": "succeeded", "otherwise": "failed"}
    if profile.is_http:
        given |= {"succeeded": ["1xx", "2xx", "3xx"], "denied": [401, 403], "otherwise": "failed"}
        return given
    values = [text for text, _ in profile.some]
    if profile.is_boolean:
        is_bad = bool(words & (_ERRORS | {"failed"}))
        yes = [text for text in values if text.lower() in ("true", "yes", "t", "y")]
        no = [text for text in values if text.lower() in ("false", "no", "f", "n")]
        yes, no = yes or ["true"], no or ["false"]
        return given | {"succeeded": no if is_bad else yes, "failed": yes if is_bad else no}
    if profile.is_integer and profile.filled:
        if words & {"grpc"} or (profile.path[-2:] == ("status", "code") and profile.nulls > 0):
            return given | {
                **{"succeeded": [0], "denied": [7, 16], "otherwise": "failed"},
                "missing": "succeeded",
            }
        is_flag = {int(text) for text in values} <= {0, 1} and "result" in words
        given |= {"succeeded": [1] if is_flag and "1" in values else [0], "otherwise": "failed"}
        return given | ({"missing": "succeeded"} if profile.nulls else {})
    found: dict[str, list[str]] = {"succeeded": [], "failed": [], "denied": []}
    for text in values[:100]:
        if kind := word_outcome(text):
            found[kind].append(text)
    if words & _ERRORS:
        denied = [*found["denied"], *({"like": each} for each in _DENIED_PATTERNS)]
        succeeded = [text for text in found["succeeded"] if len(text) < 20]
        given |= {"succeeded": succeeded} if succeeded else {}
        return given | {"denied": denied, "missing": "succeeded", "otherwise": "failed"}
    return given | {kind: sorted(texts) for kind, texts in found.items() if texts}
