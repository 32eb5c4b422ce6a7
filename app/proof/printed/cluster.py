"""The same work on a Dask cluster (extra ``cluster``): the scheduler by its address, here or on a closed network.

Workers receive records of people and run what they are sent: off this machine only ``tls://`` with certificates of both
ends, and whoever compares is told each machine that received a copy. A worker that is lost costs its ranges once more.
"""

import os
import socket
import uuid
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from app.confined.dumps import keep_out_of_dumps
from app.errors import KenpanError
from app.proof.printed.work import ComparisonJob, Learned, Range, RangeReader, Told

CERTIFICATES = ("ca.pem", "cert.pem", "key.pem")
"""Of the folder that ``--tls`` names: who is trusted, who we are, and our key."""
_LOCAL = ("127.0.0.1", "localhost", "::1", "[::1]")
_AHEAD = 3
_SECONDS = "15s"
_RETRIES = 3

_readers: dict[str, RangeReader] = {}
_lock = Lock()


class Cluster:
    """Workers of a scheduler. ``machines``: names of those that received the month."""

    def __init__(self, job: ComparisonJob, client: Any) -> None:
        self._client = client
        self._name = uuid.uuid4().hex
        info = client.scheduler_info(n_workers=-1)["workers"]
        if not info:
            client.close()
            raise _refused("クラスターに働き手（worker）がいません。", "worker を起動してください。")
        self._count = len(info)
        self.machines = tuple(sorted(set(client.run(socket.gethostname).values())))
        self._job = client.scatter(job, broadcast=True, hash=False)

    def read(self, tasks: Iterable[Range], learned: Learned) -> Iterator[tuple[Range, list[Told]]]:
        """Several at a time, in their order."""
        sent = self._client.scatter(learned, broadcast=True, hash=False)
        waiting: deque[tuple[Range, Any]] = deque()
        for task in tasks:
            # A range is the same wherever and however often it is done: one that was lost is done again.
            done = self._client.submit(read_range, self._name, self._job, sent, task, pure=False, retries=_RETRIES)
            waiting.append((task, done))
            if len(waiting) >= max(self._count, 1) * _AHEAD:
                yield self._result(*waiting.popleft())
        while waiting:
            yield self._result(*waiting.popleft())

    def _result(self, task: Range, done: Any) -> tuple[Range, list[Told]]:
        try:
            told: list[Told] = done.result()
        except KenpanError:
            raise
        except Exception as error:  # whatever a cluster loses its work by
            raise _refused(
                "クラスターでの照合が続けられません。", "worker を確かめて、続きから照合してください。"
            ) from error
        return task, told

    def stop(self) -> None:
        """Nothing of the month stays with the workers."""
        with suppress(Exception):
            self._client.run(forget, self._name)
        with suppress(Exception):
            self._client.close()


def cluster_of(address: str, tls: Path | None, job: ComparisonJob) -> Cluster:
    """The cluster behind this scheduler.

    ``KenpanError`` ``cluster.missing`` (the extra is not installed), ``cluster.open`` (not this machine and not TLS),
    ``cluster.tls`` (certificates), ``cluster.lost`` (nobody answers).
    """
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError as error:
        what = "クラスターを使う部品（distributed）がありません。"
        raise KenpanError("cluster.missing", what, "kenpan[cluster] を入れてください。") from error
    permitted(address, tls)
    security = None
    if tls is not None:
        authority, certificate, key = (str(tls / name) for name in CERTIFICATES)
        security = Security(
            tls_ca_file=authority,
            tls_client_cert=certificate,
            tls_client_key=key,
            require_encryption=True,
        )
    try:
        client = Client(address, security=security, timeout=_SECONDS, set_as_default=False)
    except Exception as error:  # the library raises several kinds for who does not answer or is not believed
        raise _refused(f"{address} に接続できません。", "アドレスと証明書を確かめてください。") from error
    return Cluster(job, client)


def permitted(address: str, tls: Path | None) -> None:
    """``KenpanError`` for what would send records in the clear, or to whom nobody vouches."""
    scheme, _, place = address.rpartition("://")
    host = place.rpartition(":")[0]
    if scheme == "tls":
        if tls is None or not all((tls / name).is_file() for name in CERTIFICATES):
            what = "証明書がありません。"
            raise KenpanError(
                "cluster.tls", what, f"--tls に {'、'.join(CERTIFICATES)} のあるフォルダーを指定してください。"
            )
    elif scheme != "tcp" or host not in _LOCAL:
        what = "この端末の外へは、暗号化しない接続で個人データを送れません。"
        raise KenpanError("cluster.open", what, "tls://HOST:PORT と --tls DIR を指定してください。")


def _refused(what: str, next_step: str) -> KenpanError:
    return KenpanError("cluster.lost", what, next_step)


def read_range(name: str, job: ComparisonJob, learned: Learned, task: Range) -> list[Told]:
    """One range, in whatever process of a worker this is; its reader is kept for the next one."""
    with _lock:
        reader = _readers.get(name)
        if reader is None:
            keep_out_of_dumps()  # from now on the worker holds records
            forget()
            reader = _readers[name] = RangeReader(job)
            reader.take(learned)
        return reader.read(task)


def forget(_name: str = "") -> int:
    """What earlier jobs left in this process; its number, for those who ask whether it is still there."""
    for reader in _readers.values():
        with suppress(Exception):
            reader.close()
    _readers.clear()
    return os.getpid()
