"""Archives as the agency's could be, made for a test."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import openpyxl
import pyzipper

from app.lists.keys import ListKey
from app.training.redirect_zip import HEADERS

PASSWORD = "himitsu"
TO = ("別送先商事", "100-0001", "東京都千代田区千代田１－１")


def book(rows: Iterable[Sequence[object]], headers: Sequence[object] | None = HEADERS[1:]) -> bytes:
    made = openpyxl.Workbook()
    if headers is not None:
        made.active.append(headers)
    for row in rows:
        made.active.append(row)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def archive(
    path: Path, members: Iterable[tuple[str, bytes]], *, password: str = PASSWORD, encryption: int | None = None
) -> Path:
    aes = pyzipper.WZ_AES if encryption is None else encryption
    with pyzipper.AESZipFile(path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=aes or None) as made:
        if aes:
            made.setpassword(password.encode())
        for name, raw in members:
            made.writestr(name, raw)
    return path


def listed(key: ListKey, kind: str = "別送", to: Sequence[object] = TO) -> tuple[object, ...]:
    symbol = key.symbol.decode("cp932").strip()
    named = (key.office.decode(), f"{symbol[:2]}-{symbol[2:]}", key.number.decode())
    return (kind, *named, *(to if kind == "別送" else ("", "", "")))
