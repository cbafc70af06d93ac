"""What Spark needs of the machine, and on it a standalone cluster or a Thrift server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
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
        self.processes[name] = _start_java(
            self.folder / f"{name}.log",
            "spark-class",
            java_class,
            "--host",
            "127.0.0.1",
            *arguments,
        )

    def _wait_for(self, name: str, line: str) -> None:
        _wait_for(self.folder / f"{name}.log", line, self.processes[name])


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


@contextmanager
def running_thrift_server(folder: Path, parameters: Mapping[str, str]) -> Iterator[int]:
    """Yield the port of a Thrift server that logs into an empty folder; it is stopped afterwards.

    Args:
        parameters: Spark's settings, the metastore's among them, which nothing else may have open.

    Raises:
        TimeoutError: if it has ended, or does not serve after a minute.
    """
    port = _free_port()
    settings = [word for key, value in parameters.items() for word in ("--conf", f"{key}={value}")]
    place = ("hive.server2.thrift.bind.host=127.0.0.1", f"hive.server2.thrift.port={port}")
    process = _start_java(
        folder / "thrift_server.log",
        *("spark-submit", "--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"),
        *(*settings, "spark-internal"),
        *(word for setting in place for word in ("--hiveconf", setting)),
        # A daemon's memory, not the driver's, though it is the driver.
        memory=parameters["spark.driver.memory"],
    )
    try:
        _wait_for(folder / "thrift_server.log", "HiveThriftServer2 started", process)
        yield port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _start_java(
    log: Path, script: str, *arguments: str, memory: str = "256m"
) -> subprocess.Popen[bytes]:
    """Start one of the scripts of pyspark in a process group of its own."""
    found = find_spec("pyspark")
    assert found is not None
    assert found.origin is not None
    home = Path(found.origin).parent
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": memory,
        "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    with log.open("wb") as output:
        return subprocess.Popen(
            [str(home / "bin" / script), *arguments],
            cwd=log.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_for(log: Path, line: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _MINUTE
    while line not in (text := log.read_text(errors="replace")):
        if time.monotonic() > deadline or process.poll() is not None:
            raise TimeoutError(f"no '{line}' in {log}:\n{text}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
