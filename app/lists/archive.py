"""The encrypted ZIP that lists arrive in (N 委託要領6; 7-Zip, AES-256), opened in memory. Runs in a limited child.

A member that cannot be read is named with its reason; the rest is read.
"""

import hashlib
import posixpath
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from app.errors import KenpanError
from app.lists.book import MAX_FILE_BYTES, UnfitBookError, sheets_of

MAX_ARCHIVE_BYTES = 64_000_000
MAX_MEMBERS = 2_000
MAX_TOTAL_BYTES = 400_000_000
MAX_RATIO = 200
"""How many bytes one byte of the archive may become: a workbook is a ZIP itself and hardly gets smaller."""
_ENOUGH = 1_000_000
"""What any member may become, whatever its ratio."""
_CHUNK = 1 << 16
_UTF8 = 0x800
_ENCRYPTED = 1
_AES = 99
_DRIVE = re.compile("[A-Za-z]:")
_PASSWORD = "パスワードが違います。"
_STEP = "機構から別に伝えられたパスワードを確かめてください。"


def members_in(raw: bytes, password: str, name: str) -> list[dict[str, Any]]:
    """Every file of the archive in its order: ``name`` (way in the archive with ``/``), ``protection`` (``aes``,
    ``zipcrypto``, ``none``) and ``problem`` (empty, or why it is not to be read).

    ``KenpanError``: ``list.archive`` (no ZIP, too many members), ``list.password`` (opens none of them).
    """
    with _opened(raw, name) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > MAX_MEMBERS:
            raise _unfit(f"ファイルが {MAX_MEMBERS:,} 個を超えています。", name)
        if sum(info.file_size for info in infos) > MAX_TOTAL_BYTES:
            raise _unfit(f"展開すると {MAX_TOTAL_BYTES // 1_000_000} MBを超えます。", name)
        names = [_name(info) for info in infos]
        held = Counter(names)
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            _refuse_password(archive, infos, password, name)
        return [
            {"name": own, "protection": _protection(info), "problem": _problem(own, held[own])}
            for own, info in zip(names, infos, strict=True)
        ]


def books_in(raw: bytes, password: str, name: str, places: Sequence[int]) -> list[dict[str, Any]]:
    """The workbooks at these places of :func:`members_in`: ``sheets`` (title and rows of each), ``sha256`` and
    ``size``, or ``problem``.
    """
    with _opened(raw, name) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        return [_book(archive, infos[at], password) for at in places]


def _opened(raw: bytes, name: str) -> Any:
    import pyzipper  # only in the child

    try:
        return pyzipper.AESZipFile(BytesIO(raw))
    except MemoryError:
        raise
    except Exception as error:  # a foreign directory makes it raise what it likes
        raise _unfit("ZIP ではないか、壊れています。", name) from error


def _name(info: Any) -> str:
    """The way in the archive. Without the flag for UTF-8 the library took its bytes for those of code page 437; 7-Zip
    writes UTF-8 or CP932 there. ``orig_filename``: on Windows the other one has lost the second byte of 表.
    """
    name: str = info.orig_filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437")
        for encoding in ("utf-8", "cp932"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _protection(info: Any) -> str:
    if not info.flag_bits & _ENCRYPTED:
        return "none"
    return "aes" if info.compress_type == _AES or getattr(info, "wz_aes_version", None) else "zipcrypto"


def _problem(name: str, held: int) -> str:
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or _DRIVE.match(name) or "\0" in name:
        return "フォルダーの外を指す名前です。"
    if held > 1:
        return "同じ名前のファイルが二つ以上あります。"
    suffix = posixpath.splitext(parts[-1])[1].lower()
    if suffix not in (".xlsx", ".xlsm"):
        return "古い形式（xls）のブックです。" if suffix == ".xls" else "Excelのブック（xlsx）ではありません。"
    return "開いたままの一時ファイルです。" if parts[-1].startswith("~$") else ""


def _refuse_password(archive: Any, infos: Sequence[Any], password: str, name: str) -> None:
    """The password fits if it opens any member: one of them may be damaged. ZipCrypto takes one wrong password in 256,
    and the data then cannot be unpacked.
    """
    if not password:
        raise KenpanError("list.password", "パスワードが要ります。", _STEP, file=name)
    for info in infos:
        if info.flag_bits & _ENCRYPTED and not isinstance(_content(archive, info, password), str):
            return
    raise KenpanError("list.password", _PASSWORD, _STEP, file=name)


def _content(archive: Any, info: Any, password: str) -> bytes | str:
    """What is in a member, or why it cannot be read. Bytes are counted as they come: the declared size may lie."""
    most = min(MAX_FILE_BYTES, max(_ENOUGH, info.compress_size * MAX_RATIO))
    found = bytearray()
    try:
        with archive.open(info, pwd=password.encode("utf-8") if info.flag_bits & _ENCRYPTED else None) as member:
            while chunk := member.read(_CHUNK):
                found += chunk
                if len(found) > most:
                    return "展開すると大きすぎます。"
    except MemoryError:
        raise
    except RuntimeError:
        return _PASSWORD
    except (zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        return "中身が壊れています。" if not isinstance(error, NotImplementedError) else "読めない圧縮方式です。"
    except Exception:  # the library's own errors of a foreign archive
        return "中身が壊れています。"
    return bytes(found)


def _book(archive: Any, info: Any, password: str) -> dict[str, Any]:
    raw = _content(archive, info, password)
    if isinstance(raw, str):
        return {"problem": raw}
    try:
        sheets = sheets_of(raw)
    except UnfitBookError as error:
        return {"problem": str(error)}
    told = [[title, [list(row) for row in rows]] for title, rows in sheets]
    return {"sheets": told, "sha256": hashlib.sha256(raw).hexdigest(), "size": len(raw), "problem": ""}


def _unfit(what: str, name: str) -> KenpanError:
    step = "機構から受け取ったディスクの ZIP を選び直してください。"
    return KenpanError("list.archive", what, step, file=name)
