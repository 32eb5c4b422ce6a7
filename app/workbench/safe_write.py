"""Write a file so that it is whole or not there, and keep a record of every export."""

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

import platformdirs

from app.errors import KenpanError
from app.private import NotPrivateError, private_file, private_folder
from app.shown import json_text

Write = Callable[[Path, bytes], Path]
"""How a file is written out; :func:`write_safely` where nobody is logged in."""
NOT_NOTED = "export.noted"
"""Code of the error after a file was written that could not be recorded any more."""


def write_safely(path: Path, content: bytes) -> Path:
    """Temp file beside it, fsync, replace; then the entry in :func:`exports_log`. What stood there stays until then.

    Raises ``KenpanError``: ``export.failed`` if the folder does not take the file, or what stands there is no file and
    thus stays (a device, a pipe, a link, a folder), ``export.record`` if the export
    cannot be recorded and thus does not take place, :data:`NOT_NOTED` if the disc filled up just after it did.
    """
    _refuse_others(path)
    with _open_log(path) as log:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, content)
        except OSError as error:
            raise KenpanError(
                "export.failed",
                "書き出せませんでした。",
                "保存先の空き容量と書き込みの可否を確かめ、別の場所を選んでください。",
                file=path.name,
            ) from error
        entry = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "file": str(path.resolve()),
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        _record(log, entry, path)
    return path


def _refuse_others(path: Path) -> None:
    try:
        found = path.lstat()
    except OSError:
        return  # nothing there, or writing will say why not
    if not stat.S_ISREG(found.st_mode):
        raise KenpanError(
            "export.failed",
            "書き出し先は、ふつうのファイルではありません（フォルダー・リンク・装置・パイプなど）。そのまま残しました。",
            "別の名前を指定してください。",
            file=path.name,
        )


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".kenpan-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o600)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        raise


def exports_log() -> Path:
    """Where exports are recorded on this workstation: place, size and hash, never content. Only its owner reads it."""
    return Path(platformdirs.user_data_dir("kenpan", appauthor=False)) / "exports.jsonl"


def _open_log(path: Path) -> FileIO:
    log = exports_log()
    try:
        private_folder(log.parent)
        private_file(log)
        # Unbuffered: what the disc refuses must not be tried again at the end.
        return log.open("ab", buffering=0)
    except NotPrivateError as error:
        what = "書き出しの記録をほかの利用者が読めます。権限を直せないため、書き出していません。"
        raise _not_recorded("export.record", path, what) from error
    except OSError as error:
        raise _not_recorded("export.record", path, "書き出しの記録を残せないため、書き出していません。") from error


def _record(log: FileIO, entry: Mapping[str, object], path: Path) -> None:
    line = json_text(entry, indent=None) + "\n"  # a file name may hold anything, also bytes that are no text
    try:
        log.write(line.encode("utf-8"))
    except OSError as error:
        raise _not_recorded(NOT_NOTED, path, "書き出しましたが、記録を残せませんでした。") from error


def _not_recorded(code: str, path: Path, what: str) -> KenpanError:
    return KenpanError(code, what, f"管理者に連絡してください（{exports_log()}）。", file=path.name)
