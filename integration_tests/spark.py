"""What Spark needs of the machine, and a standalone cluster on it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from footfall.doctor.machine import OLDEST_JAVA, java_version

_MINUTE = 60.0


def require_spark() -> None:
    """Skip the test that asks, with the reason, where Spark would not start."""
    if find_spec("pyspark") is None:
        pytest.skip("Spark needs the extra 'spark' of this project")
    found = java_version()
    if found is None or found < OLDEST_JAVA:
        pytest.skip(
            f"Spark needs Java {OLDEST_JAVA} or newer on the path, which has {found or 'none'}"
        )


class StandaloneCluster:
    """A master and its workers, each a process group of its own with the executors in it."""

    def __init__(self, folder: Path) -> None:
        """Take an empty folder, for the logs and the workers' own files; nothing runs yet."""
        self.folder = folder
        self.port = _free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def address(self) -> str:
        """What a session takes for spark.master."""
        return f"spark://127.0.0.1:{self.port}"

    def start(self, workers: int, memory_gib: int = 1) -> None:
        """Start a master and workers of one core each, and wait until all are there.

        Args:
            memory_gib: of a worker, in GiB.

        Raises:
            TimeoutError: if a process has ended, or is not there after a minute.
        """
        ports = ("--port", str(self.port), "--webui-port", "0")
        self._start("master", "org.apache.spark.deploy.master.Master", *ports)
        self._wait_for("master", "I have been elected leader")
        size = ("--cores", "1", "--memory", f"{memory_gib}g", "--webui-port", "0")
        for number in range(1, workers + 1):
            name = f"worker-{number}"
            work = ("--work-dir", str(self.folder / name))
            self._start(name, "org.apache.spark.deploy.worker.Worker", *size, *work, self.address)
        for number in range(1, workers + 1):
            self._wait_for(f"worker-{number}", "Successfully registered with master")

    def kill(self, name: str) -> None:
        """End a process and its executors at once, as when a machine fails."""
        process = self.processes[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End what still runs."""
        for name, process in self.processes.items():
            if process.poll() is None:
                self.kill(name)

    def log(self, name: str) -> str:
        """What a process has written so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def _start(self, name: str, java_class: str, *arguments: str) -> None:
        found = find_spec("pyspark")
        assert found is not None
        assert found.origin is not None
        home = Path(found.origin).parent
        environment = os.environ | {
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        }
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [str(home / "bin" / "spark-class"), java_class, "--host", "127.0.0.1", *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_for(self, name: str, line: str) -> None:
        deadline = time.monotonic() + _MINUTE
        while line not in self.log(name):
            if time.monotonic() > deadline or self.processes[name].poll() is not None:
                raise TimeoutError(f"no '{line}' of the {name}:\n{self.log(name)}")
            time.sleep(0.1)


@contextmanager
def running_cluster(
    folder: Path, workers: int = 2, memory_gib: int = 1
) -> Iterator[StandaloneCluster]:
    """Yield a standalone cluster in an empty folder; it is stopped afterwards."""
    cluster = StandaloneCluster(folder)
    try:
        cluster.start(workers, memory_gib)
        yield cluster
    finally:
        cluster.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
