"""Write a file so that it is whole or not there, and keep a record of every export."""

import contextlib
import hashlib
import json
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from app.errors import KenpanError


def write_safely(path: Path, content: bytes) -> Path:
    """Temp file beside it, fsync, replace. ``KenpanError`` ``export.failed`` if the folder does not take it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".kenpan-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).chmod(0o600)
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        raise KenpanError(
            "export.failed",
            "書き出せませんでした。",
            "保存先の空き容量と書き込みの可否を確かめ、別の場所を選んでください。",
            file=path.name,
        ) from error
    _record(path, content)
    return path


def exports_log() -> Path:
    """Where exports are recorded on this workstation: name, size and hash, never content."""
    return Path(platformdirs.user_data_dir("kenpan", appauthor=False)) / "exports.jsonl"


def _record(path: Path, content: bytes) -> None:
    entry = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "file": str(path.resolve()),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    log = exports_log()
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
    except OSError as error:
        raise KenpanError(
            "export.record",
            "書き出しの記録を残せませんでした。",
            "書き出したファイルは残っています。管理者に連絡してください。",
            file=path.name,
        ) from error
