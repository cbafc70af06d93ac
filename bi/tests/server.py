"""A real Superset, from the environment ``.venv-superset``, with its own database in a folder."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

BIN = Path(__file__).resolve().parents[2] / ".venv-superset" / "bin"
ADMIN = "admin"

_CONFIG = """
SECRET_KEY = {secret!r}
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
# Requests of the tests carry a token of the API; a browser's form has none to forge.
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
CACHE_CONFIG = DATA_CACHE_CONFIG = {{"CACHE_TYPE": "NullCache"}}
RATELIMIT_ENABLED = False
"""
_SECONDS_TO_START = 90


class Superset:
    """A running server, and a session of its administrator."""

    def __init__(self, url: str, password: str) -> None:
        """Log in."""
        self.url = url
        self.password = password
        self._session = requests.Session()
        credentials = {"username": ADMIN, "password": password, "provider": "db", "refresh": False}
        token = self.post("security/login", json=credentials)["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **arguments: Any) -> Any:
        """What the API answers."""
        return self._answer(self._session.get(f"{self.url}/api/v1/{path}", **arguments))

    def post(self, path: str, **arguments: Any) -> Any:
        """What the API answers."""
        return self._answer(self._session.post(f"{self.url}/api/v1/{path}", **arguments))

    def list(self, resource: str) -> list[dict[str, Any]]:
        """All objects of a kind."""
        found: list[dict[str, Any]] = self.get(
            f"{resource}/", params={"q": "(page:0,page_size:500)"}
        )["result"]
        return found

    def import_bundle(self, bundle: Path, resource: str, password: str | None = None) -> None:
        """Import a zip as ``dashboard``, or as ``assets``, which replaces what is there."""
        passwords = {} if password is None else {"databases/footfall.yaml": password}
        field = "bundle" if resource == "assets" else "formData"
        with bundle.open("rb") as stream:
            self.post(
                f"{resource}/import/",
                files={field: (bundle.name, stream, "application/zip")},
                data={"passwords": json.dumps(passwords), "overwrite": "true"},
            )

    @staticmethod
    def _answer(response: requests.Response) -> Any:
        assert response.ok, f"{response.url}: {response.status_code} {response.text[:2000]}"
        return response.json()


@contextmanager
def running_superset(folder: Path) -> Iterator[Superset]:
    """Set Superset up in an empty folder, start it, and stop it at the end."""
    assert (BIN / "superset").exists(), "run `make test-bi` with Python 3.10 to 3.12: no Superset"
    config = folder / "superset_config.py"
    config.write_text(_CONFIG.format(secret=secrets.token_hex(32), folder=folder))
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        "SUPERSET_CONFIG_PATH": str(config),
        "SUPERSET_HOME": str(folder),
        "FLASK_APP": "superset.app:create_app()",
    }
    password = secrets.token_hex(8)
    _run(environment, folder, "db", "upgrade")
    _run(
        environment,
        folder,
        *("fab", "create-admin", "--username", ADMIN, "--password", password),
        *("--firstname", "A", "--lastname", "B", "--email", "admin@example.org"),
    )
    _run(environment, folder, "init")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [str(BIN / "superset"), "run", "--port", str(port), "--with-threads"],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(server, url, folder / "server.log")
            yield Superset(url, password)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _run(environment: dict[str, str], folder: Path, *arguments: str) -> None:
    done = subprocess.run(
        [str(BIN / "superset"), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            if requests.get(f"{url}/health", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.5)
    raise AssertionError(f"Superset did not start:\n{log.read_text()[-3000:]}")
