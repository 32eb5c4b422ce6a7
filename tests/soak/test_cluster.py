"""A comparison on a real scheduler with two workers says the same, byte for byte, also when one is killed.

So it does over ``tls://``, with certificates made here; whom another authority vouches for is refused.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager

import pytest

from app.errors import KenpanError
from app.proof.printed import run
from app.proof.printed.cluster import CERTIFICATES, cluster_of, permitted
from tests.proof.printed.conftest import press_of, short_notices  # noqa: F401
from tests.sizes import SOAK, sized

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.soak
_LOOKS, _PAUSE_S = 600, 0.2


@contextmanager
def started(*words):
    """A process of the cluster, ended afterwards."""
    command = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]]
    with (
        tempfile.TemporaryFile() as told,
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told) as process,
    ):
        try:
            yield process, told
        finally:
            process.kill()


def address_of(process, complaint, told):
    """Where the scheduler says that it is; what it complained of, if it ended or never says."""
    for _ in range(_LOOKS):
        if told.exists() and (text := told.read_text()):
            return json.loads(text)["address"]
        if process.poll() is not None:
            break
        time.sleep(_PAUSE_S)
    complaint.seek(0)
    pytest.fail(f"no scheduler ({process.poll()}): {complaint.read().decode(errors='replace')}")


def certificates(folder):
    """A folder for ``--tls``: an authority of its own, and a certificate with its key."""
    folder.mkdir()
    authority, certificate, key = CERTIFICATES
    new = ("req", "-newkey", "rsa:2048", "-nodes")
    signed = ("x509", "-req", "-in", "asked.csr", "-CA", authority, "-CAkey", "ca.key", "-set_serial", "7")
    for words in (
        (*new, "-x509", "-days", "2", "-subj", "/CN=authority", "-keyout", "ca.key", "-out", authority),
        (*new, "-subj", "/CN=worker", "-keyout", key, "-out", "asked.csr"),
        (*signed, "-days", "2", "-out", certificate),
    ):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
    return folder


@contextmanager
def cluster(tmp_path, count, tls=None):
    """The address of a scheduler, and its workers; with ``tls`` over that protocol alone."""
    told = tmp_path / "scheduler.json"
    proof, security = (), None
    if tls is not None:
        authority, certificate, key = (str(tls / name) for name in CERTIFICATES)
        proof = ("--tls-ca-file", authority, "--tls-cert", certificate, "--tls-key", key, "--protocol", "tls")
        security = distributed.Security(
            tls_ca_file=authority, tls_client_cert=certificate, tls_client_key=key, require_encryption=True
        )
    words = ("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told))
    with started(*words, *proof) as (scheduler, complaint):
        address = address_of(scheduler, complaint, told)
        own = ("dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1", *proof)
        workers = [started(*own, "--local-directory", str(tmp_path / str(at))) for at in range(count)]
        processes = [one.__enter__()[0] for one in workers]
        try:
            with distributed.Client(address, security=security, set_as_default=False, timeout="60s") as client:
                client.wait_for_workers(count, timeout=120)
            yield address, processes
        finally:
            for one in workers:
                one.__exit__(None, None, None)


@pytest.mark.skipif(not SOAK, reason="starts four processes")
def test_two_workers_of_whom_one_is_killed_find_what_one_process_finds(press_of, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(run, "RANGE", 4)
    monkeypatch.setattr(run, "MOST_ALONE", 1)
    press = press_of("panels")
    job = press.print(sized(12, 36), defects=["digit", "doubled", "back_swapped"])
    files = press.files(job)
    alone = press.compare(job, files)
    with cluster(tmp_path, 2) as (address, workers):
        killed = []

        def kill(stage, done, total):
            if stage == run.STAGE and 2 * run.RANGE <= done < total and not killed:
                killed.append(workers[0].pid)
                os.kill(workers[0].pid, signal.SIGKILL)

        made = []

        def workers_of(own):
            made.append(cluster_of(address, None, own))
            return made[-1]

        spread = press.compare(job, files, workers=workers_of, progress=kill)
    assert killed
    assert spread.machines == made[0].machines
    assert len(spread.machines) == 1
    spread.machines = ()
    assert json.dumps(spread.as_json()).encode() == json.dumps(alone.as_json()).encode()


@pytest.mark.skipif(not SOAK or shutil.which("openssl") is None, reason="starts two processes; certificates by openssl")
def test_over_tls_a_worker_finds_the_same_and_whom_another_authority_vouches_for_is_refused(press_of, tmp_path):  # noqa: F811
    ours, others = certificates(tmp_path / "ours"), certificates(tmp_path / "others")
    press = press_of("panels")
    job = press.print(6, defects=["digit"])
    files = press.files(job)
    with cluster(tmp_path, 1, ours) as (address, _):
        assert address.startswith("tls://")
        spread = press.compare(job, files, workers=lambda own: cluster_of(address, ours, own))
        with pytest.raises(KenpanError) as refused:
            cluster_of(address, others, None)
    assert refused.value.code == "cluster.lost"
    assert len(spread.machines) == 1
    spread.machines = ()
    assert spread.findings
    assert json.dumps(spread.as_json()).encode() == json.dumps(press.compare(job, files).as_json()).encode()


@pytest.mark.parametrize("address", ["tcp://10.0.0.7:8786", "10.0.0.7:8786", "ws://127.0.0.1:1", "tcp://0.0.0.0:8786"])
def test_records_never_leave_this_machine_in_the_clear(address):
    with pytest.raises(KenpanError) as refused:
        permitted(address, None)
    assert refused.value.code == "cluster.open"


def test_without_certificates_nobody_is_believed(tmp_path):
    with pytest.raises(KenpanError) as refused:
        permitted("tls://10.0.0.7:8786", tmp_path)
    assert refused.value.code == "cluster.tls"
