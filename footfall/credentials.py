"""What may be printed of errors about connections: drivers repeat what they were given."""

import os
import re
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import unquote

from footfall.errors import first_line

ENCODING_HINT = (
    "Write @ : / # ? % & and blanks in its user and password percent-encoded, such as %40 for @."
)
_HIDDEN = "what the driver says may repeat a password, and is not shown"
_SECRET_NAME = re.compile(r"pass|pwd|secret|token|key|salt|credential", re.IGNORECASE)
_ENVIRONMENT = re.compile(r"""env_var\(\s*['"](\w+)['"]""")


def shown(
    told: str, secrets: Collection[str], public: Collection[str] = (), instead: str = _HIDDEN
) -> str:
    """What an error says; where it repeats a secret, what is given instead.

    public: names that it may have though a password is the same.
    """
    return instead if any(_stands_in(each, told) for each in {*secrets} - {*public}) else told


def url_fault(error: BaseException, url: str) -> str:
    """What an error says of a URL of any scheme; not where the URL can hold a secret."""
    if "@" not in url and "?" not in url:
        return first_line(error)
    reason = error.strerror if isinstance(error, OSError) else None
    return reason or f"{type(error).__name__}; {_HIDDEN}"


def has_clear_parts(url: str, parts: dict[str, Any]) -> bool:
    """Whether the parts that libpq finds in a URL are those that its writer meant.

    A password that is not percent-encoded moves into the host, the port or the database.
    """
    before, _, rest = url.partition("://")
    if not rest or not before.startswith("postgres"):
        return True
    user, at, _ = rest.rpartition("@")
    password = user.partition(":")[2]
    ports = str(parts.get("port", "")).replace(",", "")
    is_read = not at or parts.get("password", "") == unquote(password)
    return is_read and (not ports or ports.isdigit())


def secrets_in(document: object, is_secret: bool = False) -> Iterator[str]:
    """The values of a profile whose keys are names of secrets, also those in the environment."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from secrets_in(value, is_secret or bool(_SECRET_NAME.search(str(name))))
    elif isinstance(document, list):
        for value in document:
            yield from secrets_in(value, is_secret)
    elif is_secret and document is not None:
        yield str(document)
        yield from (os.environ.get(name, "") for name in _ENVIRONMENT.findall(str(document)))


def without_secrets(document: object) -> object:
    """A document less the values whose keys are names of secrets."""
    if isinstance(document, dict):
        return {
            name: without_secrets(value)
            for name, value in document.items()
            if not _SECRET_NAME.search(str(name))
        }
    return [without_secrets(each) for each in document] if isinstance(document, list) else document


def _stands_in(secret: str, text: str) -> bool:
    """Whether a text has a secret that is no part of another word."""
    return bool(secret) and bool(re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text))
