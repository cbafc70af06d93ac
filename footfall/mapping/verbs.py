"""Types of activities, by the verbs in the names of actions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from footfall.mapping.names import words_of

_MOST = 80
_TYPES = {
    "login": "login logon signin signout logout logoff authenticate authentication sso mfa",
    "search": "search find lookup query suggest autocomplete suche",
    "create": "create created creation insert add added new post copy import register upload"
    " duplicate anlegen angelegt erstellen erstellt provision mkcol",
    "edit": "update updated edit edited put patch modify modified change changed rename renamed set"
    " save saved replace move moved merge push alter tag untag append restore upsert"
    " speichern gespeichert aendern geaendert reset",
    "delete": "delete deleted remove removed destroy drop trash purge terminate truncate revoke"
    " detach löschen geloescht loeschen",
    "export": "export exported download downloaded print drucken",
    "share": "share shared sharing unshare",
    "publish": "publish published unpublish deploy release",
    "approve": "approve approved reject rejected review reviewed sign freigeben",
    "invite": "invite invited invitation",
    "run": "run execute executed start started stop trigger invoke restart schedule refresh rerun"
    " call submit launch",
    "configure": "configure config enable disable enabled disabled grant permission settings policy"
    " assign activate deactivate suspend install uninstall",
    "view": "view viewed get list read open opened show describe head fetch browse visit display"
    " access accessed watch load select preview oeffnen geöffnet geoeffnet anzeigen lesen pull",
}
_BY_WORD = {word: kind for kind, words in _TYPES.items() for word in words.split()}


def type_of(action: str) -> str | None:
    """The type of an action; none where its words say nothing."""
    words = words_of((action,))
    last = words_of((re.split(r"[./:]", action)[-1],))
    # the verb stands first or last: CreateTable, dashboard.create
    for word in (*last[:1], *last[-1:], *words[::-1]):
        if word in _BY_WORD:
            return _BY_WORD[word]
    return None


def activity_types(actions: Iterable[str]) -> dict[str, list[str]]:
    """The types of those actions that come most often, as a mapping says them."""
    counts = Counter(actions)
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:_MOST]
    found: dict[str, list[str]] = {}
    for action, _ in ranked:
        kind = type_of(action)
        # what would be read as a pattern is left to people
        if kind and not set(action) & set("%[]"):
            found.setdefault(kind, []).append(action)
    return {kind: sorted(found[kind]) for kind in _TYPES if kind in found}
