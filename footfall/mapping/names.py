"""Names of fields: the paths that a mapping uses, and the words in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# a key, a position in a list, or the element of a list that has a value under a key
Step = str | int | tuple[str, str]
Path = tuple[Step, ...]

# columns of a table that `footfall load log` made: a key of the record that is called so is hidden
LOADED_COLUMNS = frozenset({"record", "file_name", "line_number", "record_hash", "loaded_at"})

_PLAIN = re.compile(r"[^.\[\]=]+")
_STEPS = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]|\[([^=\]]+)=([^\]]*)\]")
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^\W\d_]+")
# abbreviations, and words of other languages that logs are written in
_MEANT = {
    "evt": "event",
    "usr": "user",
    "msg": "message",
    "ts": "timestamp",
    "tstamp": "timestamp",
    "dttm": "timestamp",
    "datetime": "timestamp",
    "dt": "date",
    "mail": "email",
    "num": "number",
    "req": "request",
    "res": "resource",
    "obj": "object",
    "objects": "object",
    "db": "database",
    "proc": "process",
    "op": "operation",
    "oper": "operation",
    "cmd": "command",
    "stat": "status",
    "err": "error",
    "zeitpunkt": "timestamp",
    "zeitstempel": "timestamp",
    "zeit": "time",
    "uhrzeit": "time",
    "datum": "date",
    "benutzer": "user",
    "benutzername": "username",
    "benutzerkennung": "username",
    "anwender": "user",
    "nutzer": "user",
    "mitarbeiter": "employee",
    "aktion": "action",
    "vorgang": "action",
    "ereignis": "event",
    "objekt": "object",
    "objekttyp": "objecttype",
    "dokument": "document",
    "datei": "file",
    "ergebnis": "result",
    "kennung": "id",
    "nummer": "id",
    "nr": "id",
    "dauer": "duration",
    "utilisateur": "user",
    "usuario": "user",
    "fecha": "date",
    "hora": "time",
    "accion": "action",
    "resultat": "result",
    "resultado": "result",
    "heure": "time",
}
# words that are written as one
_SPLIT = {
    "objecttype": ("object", "type"),
    "username": ("user", "name"),
    "userid": ("user", "id"),
    "useremail": ("user", "email"),
    "eventid": ("event", "id"),
    "eventtime": ("event", "time"),
    "eventtype": ("event", "type"),
    "eventname": ("event", "name"),
    "actionname": ("action", "name"),
    "sessionid": ("session", "id"),
    "requestid": ("request", "id"),
    "useragent": ("user", "agent"),
    "loginname": ("login", "name"),
    "fullname": ("full", "name"),
    "displayname": ("display", "name"),
    "objectid": ("object", "id"),
    "objectname": ("object", "name"),
    "resourceid": ("resource", "id"),
    "resourcetype": ("resource", "type"),
    "resourcename": ("resource", "name"),
    "statuscode": ("status", "code"),
    "errorcode": ("error", "code"),
    "starttime": ("start", "time"),
    "endtime": ("end", "time"),
    "createdat": ("created", "at"),
    "createdby": ("created", "by"),
    "emailaddress": ("email", "address"),
    "remoteuser": ("remote", "user"),
}


def words_of(path: Path) -> tuple[str, ...]:
    """The words of a path, in lower case and written out: `userIdentity.arn` is user identity arn.

    Of an element that is found by a value, the value is a word, and the key beside it is not.
    """
    found: list[str] = []
    is_value = False
    for step in path:
        if isinstance(step, tuple):
            found += _split(step[1])
            is_value = True
        elif isinstance(step, str) and not is_value:
            found += _split(step)
    return tuple(found)


def _split(name: str) -> list[str]:
    words: list[str] = []
    for match in _WORDS.finditer(name):
        word = match[0].lower()
        word = _MEANT.get(word, word)
        words += _SPLIT.get(word, (word,))
    return words


def name_of(path: Path, is_loaded: bool) -> Any:
    """A path as a mapping names it: a text, or a column with a path where keys have dots in them.

    is_loaded: whether the table is of `footfall load log`, with the key in its records.
    """
    keys = [step for step in path if isinstance(step, str)]
    filters = [step for step in path if isinstance(step, tuple)]
    first = path[0]
    is_hidden = is_loaded and isinstance(first, str) and first.lower() in LOADED_COLUMNS
    is_plain = all(_PLAIN.fullmatch(key) and not key.isdigit() for key in keys)
    if is_plain and not is_hidden:
        return shown(path)
    if filters:
        return None
    if is_hidden or not _PLAIN.fullmatch(str(first)):
        return {"column": "record", "path": list(path)} if is_loaded else None
    return {"column": first, "path": list(path[1:])}


def path_of(name: Any) -> Path | None:
    """The path that a name of a mapping means; none where it is no name."""
    if isinstance(name, str | int):
        return steps_of(str(name))
    if isinstance(name, Mapping) and "column" in name:
        given = name.get("path", [])
        rest = tuple(given) if isinstance(given, list) else (given,)
        column = str(name["column"])
        return rest if column == "record" and rest else steps_of(column) + rest
    return None


def steps_of(name: str) -> Path:
    """`a.0.b[k=v].c` as steps."""
    found: list[Step] = []
    for key, position, filter_key, filter_value in _STEPS.findall(name):
        if filter_key:
            found.append((filter_key, filter_value))
        elif position or key.isdigit():
            found.append(int(position or key))
        else:
            found.append(key)
    return tuple(found) or (name,)


def shown(path: Path) -> str:
    """A path for people, whatever is in its keys."""
    text = ""
    for step in path:
        if isinstance(step, tuple):
            text += f"[{step[0]}={step[1]}]"
        else:
            text += f".{step}" if text else str(step)
    return text
