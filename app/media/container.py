"""The containers a file on the media can lie in, all behind one protocol."""

import hashlib
import os
import stat
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from app.bounded import open_regular, why
from app.errors import KenpanError
from app.media import open_format
from app.media.media_key import Key, key_toml
from app.media.model import ExpectedFile
from app.media.plaintext import (
    CHUNK,
    MAX_PLAIN,
    SUFFIX,
    Beside,
    Plaintext,
    nothing_beside,
    read_filling,
    shown_name,
    unreadable,
)
from app.media.plausible import looks_like
from app.media.private_folder import lies_in_memory, private_folder
from app.media.tool_run import fill_argv, run_tool
from app.progress import Progress, no_progress

__all__ = ["Container", "OpenContainer", "PlainContainer", "Plaintext", "ToolContainer"]


class Container(Protocol):
    """How an encrypted file becomes plaintext in memory."""

    @property
    def name(self) -> str:
        """Stable name: ``open``, ``tool`` or ``plain``."""

    @property
    def label(self) -> str:
        """Short Japanese that says in the window which container is in use."""

    def open(
        self,
        path: Path,
        key: Key | None,
        progress: Progress = no_progress,
        *,
        expected: ExpectedFile | None = None,
        beside: Beside = nothing_beside,
    ) -> Plaintext:
        """Everything in the file, or a ``KenpanError`` and nothing; ``expected`` says what it must hold."""


@dataclass(frozen=True, slots=True)
class OpenContainer:
    """Kenpan's own published format (:mod:`app.media.open_format`)."""

    name: ClassVar[str] = "open"
    label: ClassVar[str] = "Kenpan公開形式（見本・研修用。COMPLOCK IIではない）"

    def open(
        self,
        path: Path,
        key: Key | None,
        progress: Progress = no_progress,
        *,
        expected: ExpectedFile | None = None,
        beside: Beside = nothing_beside,
    ) -> Plaintext:
        """See :func:`app.media.open_format.read_sealed`; ``key.needed`` without a key. ``expected`` is not needed."""
        return open_format.read_sealed(path, _needed(key, path), progress, beside)

    def seal(
        self, plaintext: bytes | NDArray[np.uint8], key: Key, level: int = 1, progress: Progress = no_progress
    ) -> bytes:
        """The bytes of a ``.cmp`` file; the same input gives the same bytes."""
        return open_format.seal(plaintext, key, level, progress)

    def seal_to(
        self,
        path: Path,
        plaintext: bytes | NDArray[np.uint8],
        key: Key,
        level: int = 1,
        progress: Progress = no_progress,
    ) -> None:
        """Write a ``.cmp`` file, whole or not at all."""
        open_format.seal_to(path, plaintext, key, level, progress)


@dataclass(frozen=True, slots=True)
class PlainContainer:
    """A file that is not encrypted."""

    name: ClassVar[str] = "plain"
    label: ClassVar[str] = "平文（暗号化なし）"

    def open(
        self,
        path: Path,
        key: Key | None = None,
        progress: Progress = no_progress,
        *,
        expected: ExpectedFile | None = None,
        beside: Beside = nothing_beside,
    ) -> Plaintext:
        """Raises ``KenpanError``: ``file.encrypted`` for a ``.cmp`` file, ``file.unreadable``, ``file.damaged``."""
        name = shown_name(path)
        if path.name.lower().endswith(SUFFIX):
            raise KenpanError(
                "file.encrypted",
                "暗号化されたファイルを平文として開こうとしました。",
                "設定で復号の方式を選んでください。",
                file=name,
            )
        try:
            with open_regular(path) as file:
                size = os.fstat(file.fileno()).st_size
                return read_filling(file, size, name, lambda done: progress("読み込み", done, size), beside)
        except OSError as error:
            raise unreadable(name, why=why(error)) from None


@dataclass(frozen=True, slots=True)
class ToolContainer:
    """The agency's own program, run as a child process.

    ``argv`` is the command line with ``{source}``, ``{target}`` and ``{keyfile}``; ``base`` the folder in which a
    private folder is made (default: in memory where the system has such a place). The key is only in a 0600 file
    there, never on the command line; the folder's files are overwritten and removed whatever happens.

    The program's result says nothing sure about the key, so it is judged by what the file must hold: ``file.key``
    when :func:`app.media.plausible.looks_like` says no. It says yes to a file with a few spoilt records, which the
    rules then report one by one.
    """

    argv: tuple[str, ...]
    timeout_s: float
    base: Path | None = None
    name: ClassVar[str] = "tool"

    @property
    def label(self) -> str:
        """Says too where there is no place in memory for what the program writes."""
        on_disc = "" if self.base is None and lies_in_memory() else "（復号中の平文は、消すまでディスクに置かれます）"
        return f"機構提供の復号プログラム{on_disc}"

    def open(
        self,
        path: Path,
        key: Key | None,
        progress: Progress = no_progress,
        *,
        expected: ExpectedFile | None = None,
        beside: Beside = nothing_beside,
    ) -> Plaintext:
        """Raises ``KenpanError``: ``key.needed``, ``file.*``, ``tool.*`` (see :mod:`app.media.tool_run`)."""
        if expected is None:
            raise ValueError("the result of a tool can be judged only against an expected file")
        key = _needed(key, path)
        name = shown_name(path)
        media_bytes, media_sha256 = _medium(path, name, progress)
        still_wanted = partial(progress, "復号", 0, media_bytes)
        try:
            with private_folder(self.base) as folder:
                keyfile, target = folder / "key.toml", folder / "plain"
                _write_private(keyfile, key_toml(key))
                values = {"source": path.resolve(), "target": target, "keyfile": keyfile}
                run_tool(fill_argv(self.argv, values), folder, self.timeout_s, name, still_wanted)
                plain = _read_target(target, name, beside)
        except OSError:
            raise KenpanError(
                "tool.folder",
                "復号用の一時フォルダーを使えません。",
                "空き容量と権限を確かめてください。",
                file=name,
            ) from None
        if not looks_like(plain.data, expected):
            raise KenpanError(
                "file.key",
                "復号結果が通知書データまたは件数表の形になりません。鍵が違うか、ファイルが壊れています。",
                "鍵とIVを確かめて入れ直し、正しければ副の媒体で試してください。",
                file=name,
            )
        progress("復号", media_bytes, media_bytes)
        return Plaintext(plain.data, plain.sha256, media_bytes, media_sha256)


def _needed(key: Key | None, path: Path) -> Key:
    if key is None:
        raise KenpanError(
            "key.needed",
            "ファイルが暗号化されていますが、鍵がありません。",
            "鍵とIVを入力するか、鍵ファイルを選んでください。",
            file=shown_name(path),
        )
    return key


def _medium(path: Path, name: str, progress: Progress) -> tuple[int, str]:
    """Size and SHA-256 of the encrypted file; ``file.truncated`` when it is empty, ``file.unreadable``."""
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            digest = hashlib.sha256()
            left = size
            while left:
                piece = file.read(min(CHUNK, left))
                if not piece:
                    raise unreadable(name, f"{size - left:,} バイト目")
                left -= len(piece)
                digest.update(piece)
                progress("復号", 0, size)
    except OSError as error:
        raise unreadable(name, why=why(error)) from None
    if size == 0:
        raise KenpanError(
            "file.truncated",
            "ファイルが空です。",
            "媒体から写し直し、同じなら副の媒体を使うか再作成を依頼してください。",
            file=name,
        )
    return size, digest.hexdigest()


def _write_private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _read_target(target: Path, name: str, beside: Beside) -> Plaintext:
    """The program's result, read whole; ``tool.output`` when there is none or it is no plain file."""
    try:
        found = target.lstat()
        size = found.st_size if stat.S_ISREG(found.st_mode) else -1
    except OSError:
        size = -1
    if not 0 <= size <= MAX_PLAIN:
        raise KenpanError(
            "tool.output",
            "復号プログラムは正常に終わりましたが、使える結果がありません。",
            "設定の引数 {target} の位置と、プログラムの動作を確かめてください。",
            file=name,
        )
    with open_regular(target) as file:
        return read_filling(file, size, name, lambda done: None, beside)
