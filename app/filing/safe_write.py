"""Write a file so that it is whole or not there."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.durable import make_folders, put_in_place
from app.errors import KenpanError

Write = Callable[[Path, bytes], Path]
"""How a file is written out: :func:`write_safely` for what is nobody's secret or where nobody can be named, else with
an entry in the ledger (:func:`app.filing.recorded_file.write_with_entry`).
"""


def write_safely(path: Path, content: bytes) -> Path:
    """Temp file beside it, synced, then put in place: what stood there stays until then.

    Raises ``KenpanError`` ``export.failed`` if the folder does not take the file, or what stands there is no file and
    thus stays (a device, a pipe, a link, a folder).
    """
    _refuse_others(path)
    try:
        make_folders(path.parent)
        _replace(path, content)
    except OSError as error:
        raise KenpanError(
            "export.failed",
            "書き出せませんでした。",
            "保存先の空き容量と書き込みの可否を確かめ、別の場所を選んでください。",
            file=path.name,
        ) from error
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
        put_in_place(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        raise
