"""The key of the media: typed or read from a key file, kept in memory, shown nowhere."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from app.errors import KenpanError
from app.toml_table import FileKind, Table

_KEY_FILE = FileKind(
    "key.format",
    "鍵ファイル",
    'ファイルの場所と読み取り権限、または中身（key = "64桁" と iv = "32桁" の2行）を確かめてください。',
    unread="key.file",
)
KEY_DIGITS = 64
IV_DIGITS = 32


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """AES-256 key (32 bytes) and IV (16 bytes). Its text form never shows either.

    Raises ``ValueError`` for other lengths.
    """

    key: bytes
    iv: bytes

    def __post_init__(self) -> None:
        if len(self.key) * 2 != KEY_DIGITS or len(self.iv) * 2 != IV_DIGITS:
            raise ValueError("a key has 32 bytes and an IV 16")

    def __repr__(self) -> str:
        return "Key(…)"


def parse_key(key_hex: str, iv_hex: str) -> Key:
    """Key from 64 and 32 hexadecimal digits; blanks between groups of digits are ignored.

    Raises ``KenpanError`` ``key.format``, whose place says which value and digit is wrong, never the value.
    """
    return Key(_hex_bytes(key_hex, KEY_DIGITS, "鍵"), _hex_bytes(iv_hex, IV_DIGITS, "IV"))


def read_key_file(path: Path) -> Key:
    """Key from a TOML file with the strings ``key`` and ``iv``.

    Raises ``KenpanError``: ``key.file`` when the file cannot be read, ``key.format`` when its content is wrong.
    """
    top = Table.of_file(_KEY_FILE, path)
    try:
        return parse_key(top.text("key"), top.text("iv"))
    except KenpanError as error:
        raise KenpanError(error.code, error.what, error.next_step, file=path.name, place=error.place) from None


def write_key_file(path: Path, key: Key) -> None:
    """Write the key of sample media, readable by its owner only. Never used for a real key."""
    path.unlink(missing_ok=True)  # never through a link or into a device
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(key_toml(key))


def key_toml(key: Key) -> str:
    """The text of a key file."""
    return f'key = "{key.key.hex()}"\niv = "{key.iv.hex()}"\n'


def _hex_bytes(text: str, digits: int, name: str) -> bytes:
    compact = "".join(text.split())
    wrong = re.search("[^0-9A-Fa-f]", compact)
    if wrong is not None:
        raise KenpanError(
            "key.format",
            "16進数（0〜9、A〜F）でない文字があります。",
            f"{name}を半角の16進数{digits}桁で入れ直してください。",
            place=f"{name}の{wrong.start() + 1}文字目",
        )
    if len(compact) != digits:
        raise KenpanError(
            "key.format",
            f"{digits}桁のところ{len(compact)}桁あります。",
            f"{name}を半角の16進数{digits}桁で入れ直してください。",
            place=name,
        )
    return bytes.fromhex(compact)
