"""The job file: what people said about the findings of one medium, until accounts exist.

JSON in the user's data folder, one file for each manifest. Entries are only ever added, also when a mark is taken
back. It names records by place and SHA-256 and never holds their bytes.
"""

import contextlib
import getpass
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import platformdirs

from app.checks.model import Finding
from app.errors import KenpanError
from app.media.manifest import manifest
from app.workbench.workbench import Workbench

FORMAT = "kenpan-job-1"
Action = Literal["reviewed", "undone"]


@dataclass(frozen=True, slots=True)
class FindingId:
    """Which finding is meant. ``sha256`` is of the bytes of its records (``records`` from ``record`` on).

    For a finding about a whole file or volume it is of the message: no record tells such findings apart.
    """

    rule: str
    file: str
    record: int | None
    records: int
    offset: int | None
    length: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of one person: ``when`` is UTC, ISO 8601; ``who`` the account of the operating system."""

    finding: FindingId
    action: Action
    reason: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class JobFile:
    """The entries as read. ``digest`` is the SHA-256 of the file they came from, ``None`` before the first save."""

    path: Path
    manifest_sha256: str
    volume: str
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    digest: str | None = None


def jobs_folder() -> Path:
    """Where the job files of this user lie."""
    return Path(platformdirs.user_data_dir("kenpan", appauthor=False)) / "jobs"


def load_job(bench: Workbench, folder: Path | None = None) -> JobFile:
    """The job file of an open medium; without entries if there is none yet.

    ``KenpanError`` ``job.unreadable`` if there is one that cannot be read; it is left as it is.
    """
    held = manifest(bench.media)
    job = JobFile((folder or jobs_folder()) / f"{held['sha256']}.json", held["sha256"], held["volume"])
    try:
        content = _content(job.path)
        if content is None:
            return job
        return replace(job, entries=_read(content, job.manifest_sha256), digest=_digest(content))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise KenpanError(
            "job.unreadable",
            "確認済の記録（作業ファイル）を読めません。",
            "上書きはしません。このファイルを別の場所に移して保管し、管理者に連絡してください。",
            file=job.path.name,
        ) from error


def add_entries(job: JobFile, findings: Sequence[FindingId], action: Action, reason: str) -> JobFile:
    """Add one entry for each finding and save; returns the job file as it is now.

    ``KenpanError``: ``job.reason`` without a reason, ``job.changed`` if the file is no longer the one that was
    read, ``job.failed`` if it cannot be written. In each case nothing is changed.
    """
    said = reason.strip()
    if not said:
        raise KenpanError("job.reason", "理由がありません。", "理由を選ぶか入力してください。")
    who, when = _user(), datetime.now(UTC).isoformat(timespec="seconds")
    added = tuple(Entry(one, action, said, who, when) for one in findings)
    return _save(replace(job, entries=job.entries + added))


def identify(finding: Finding, bench: Workbench) -> FindingId:
    """Name a finding by its place and the bytes it is about."""
    return FindingId(
        rule=finding.rule,
        file=finding.file,
        record=finding.record,
        records=finding.records,
        offset=finding.offset,
        length=finding.length,
        sha256=_bytes_hash(finding, bench),
    )


def reviewed(job: JobFile, findings: Sequence[Finding], bench: Workbench) -> dict[int, Entry]:
    """The mark in force on each marked finding, by its place in ``findings``.

    A mark whose record has other bytes now is not in force.
    """
    last = {entry.finding: entry for entry in job.entries}
    marked = {one: entry for one, entry in last.items() if entry.action == "reviewed"}
    # Hashing a record takes far longer than looking up its place, and there may be a million findings.
    places = {(one.file, one.record) for one in marked}
    found: dict[int, Entry] = {}
    for index, finding in enumerate(findings if places else ()):
        if (finding.file, finding.record) in places:
            entry = marked.get(identify(finding, bench))
            if entry is not None:
                found[index] = entry
    return found


def history(job: JobFile, finding: FindingId) -> tuple[Entry, ...]:
    """All that was ever said about a finding, oldest first."""
    return tuple(entry for entry in job.entries if entry.finding == finding)


def _bytes_hash(finding: Finding, bench: Workbench) -> str:
    if finding.record is None:
        return _digest(finding.message.encode("utf-8"))
    first, last = finding.record, finding.record + finding.records
    if finding.file in bench.notices:
        return hashlib.sha256(bench.notices[finding.file].data[first:last].data).hexdigest()
    # Records of a count table are counted by line end, also where a line has the wrong length.
    lines = bench.media.files[finding.file].data.tobytes().split(b"\r\n")
    return _digest(b"\r\n".join(lines[first:last]))


# Reading


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _read(content: bytes, manifest_sha256: str) -> tuple[Entry, ...]:
    table = json.loads(content.decode("utf-8"))
    if table["format"] != FORMAT or table["manifest_sha256"] != manifest_sha256:
        raise ValueError("not the job file of this medium")
    return tuple(_entry(one) for one in table["entries"])


def _entry(table: dict[str, Any]) -> Entry:
    entry = Entry(**{**table, "finding": FindingId(**table["finding"])})
    texts = (entry.reason, entry.who, entry.when, entry.finding.rule, entry.finding.file, entry.finding.sha256)
    if entry.action not in ("reviewed", "undone") or not all(isinstance(text, str) for text in texts):
        raise ValueError("not an entry")
    return entry


@cache
def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "（不明）"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# Writing


def _save(job: JobFile) -> JobFile:
    content = json.dumps(
        {
            "format": FORMAT,
            "manifest_sha256": job.manifest_sha256,
            "volume": job.volume,
            "entries": [asdict(entry) for entry in job.entries],
        },
        ensure_ascii=False,
        indent=1,
    ).encode("utf-8")
    try:
        job.path.parent.mkdir(parents=True, exist_ok=True)
        with _temporary(job.path, content) as temporary:
            now = _content(job.path)
            if (None if now is None else _digest(now)) != job.digest:
                raise KenpanError(
                    "job.changed",
                    "確認済の記録（作業ファイル）が、読み込んだ後に別の画面で変えられました。",
                    "記録していません。もう一度検査して読み直し、やり直してください。",
                    file=job.path.name,
                )
            temporary.replace(job.path)
    except OSError as error:
        raise KenpanError(
            "job.failed",
            "確認済の記録（作業ファイル）を保存できませんでした。",
            "空き容量と書き込みの可否を確かめ、もう一度行ってください。",
            file=job.path.name,
        ) from error
    return replace(job, digest=_digest(content))


@contextlib.contextmanager
def _temporary(path: Path, content: bytes) -> Iterator[Path]:
    """The content in a file beside ``path``, safely on disc; removed unless it was moved away."""
    handle, name = tempfile.mkstemp(prefix=".kenpan-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)
