"""What a program did to files below one folder, call by call, as ``strace`` sees it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

STRACE = shutil.which("strace")
_NAMES = ("rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir")
_FILES = ("open", "openat", "creat", "lseek", "write", "pwrite64", "ftruncate", "fsync", "fdatasync")
_UNFORESEEN = (
    *("writev", "pwritev", "truncate", "fallocate", "link", "linkat", "symlink", "symlinkat"),
    *("sendfile", "copy_file_range"),
)
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_HANDLE = re.compile(r"(AT_FDCWD|\d+)<([^>]*)>")
_OUTPUT = "1"


@dataclass(frozen=True)
class Did:
    """One change: ``what`` of a file or folder ``path`` (below the folder): its bytes and where, its ``other`` name.
    ``told`` is a line that the program printed.
    """

    what: str
    path: str = ""
    content: bytes = b""
    at: int = 0
    other: str = ""


def record(folder: Path, module: str, words: list[str], log: Path) -> list[Did]:
    """What ``python -m module words`` did below ``folder``, which is empty before."""
    trace = ",".join((*_NAMES, *_FILES, *_UNFORESEEN))
    strace = [str(STRACE), "-f", "--seccomp-bpf", "-y", "-xx", "-s", "100000000", "-e", f"trace={trace}"]
    root = Path(__file__).resolve().parents[3]
    subprocess.run(
        [*strace, "-o", str(log), sys.executable, "-m", module, *words],
        env={**os.environ, "PYTHONPATH": str(root)},
        check=True,
        timeout=1800,
        stdout=subprocess.DEVNULL,
    )
    reader = _Reader(str(folder.resolve()))
    return [did for call in _calls(log.read_text("ascii", "replace")) for did in reader.changes(call)]


@dataclass(frozen=True)
class _Call:
    process: str
    name: str
    arguments: str
    result: int

    @property
    def handles(self) -> list[tuple[str, str]]:
        """Handles among the arguments, with the paths they lead to."""
        return [(one[1], _text(one[2])) for one in _HANDLE.finditer(self.arguments)]

    @property
    def handle(self) -> tuple[str, str] | None:
        """The handle that the arguments begin with, and the path it leads to; what is written is not looked through."""
        one = _HANDLE.match(self.arguments)
        return None if one is None else (one[1], _text(one[2]))

    @property
    def content(self) -> bytes:
        return _bytes(self.arguments.split('"', 2)[1])[: self.result]

    @property
    def last(self) -> int:
        return int(self.arguments.rsplit(",", 1)[1])

    @property
    def paths(self) -> list[str]:
        """Paths among the arguments, with the folders they begin at."""
        bases = [path for _, path in self.handles] or [""]
        texts = [_text(one) for one in _TEXT.findall(self.arguments)]
        return [str(Path(base, text)) for base, text in zip((bases * 2)[: len(texts)], texts, strict=True)]


def _calls(log: str) -> Iterator[_Call]:
    """The calls that did something, in the order in which they were done."""
    begun: dict[str, str] = {}
    for line in log.splitlines():
        process = line.split(" ", 1)[0]
        if line.endswith("<unfinished ...>"):
            begun[process] = line.removesuffix("<unfinished ...>")
            continue
        whole = begun.pop(process, "") + line.partition("resumed>")[2] if "resumed>" in line else line
        found = _LINE.match(whole)
        if found and int(found[4]) >= 0:
            yield _Call(found[1], found[2], found[3], int(found[4]))


@dataclass
class _Reader:
    folder: str
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    """Where each handle of a process stands in its file."""
    at_end: set[tuple[str, str]] = field(default_factory=set)
    """Handles that write at the end, wherever they stand."""

    def changes(self, call: _Call) -> Iterator[Did]:
        handle = call.handle
        if call.name == "write" and handle and handle[0] == _OUTPUT:
            yield from (Did("told", content=line) for line in call.content.splitlines())
        elif call.name in _NAMES:
            yield from self._renamed(call)
        elif call.name in ("open", "openat", "creat"):
            yield from self._opened(call)
        elif handle and (path := self._inside(handle[1])) is not None:
            yield from self._written(call, handle[0], path)

    def _inside(self, path: str) -> str | None:
        where = os.path.normpath(path)
        return os.path.relpath(where, self.folder) if f"{where}/".startswith(f"{self.folder}/") else None

    def _renamed(self, call: _Call) -> Iterator[Did]:
        path, *others = (self._inside(one) for one in call.paths)
        assert len({one is None for one in (path, *others)}) == 1, "moved in or out: not foreseen"
        if path is None:
            return
        if others:
            yield Did("rename", path, other=others[0] or "")
        elif call.name.startswith("mkdir"):
            yield Did("mkdir", path)
        else:
            yield Did("remove", path)

    def _opened(self, call: _Call) -> Iterator[Did]:
        if (path := self._inside(call.paths[0])) is None:
            return
        key = call.process, str(call.result)
        self.places[key] = 0
        (self.at_end.add if "O_APPEND" in call.arguments else self.at_end.discard)(key)
        if "O_CREAT" in call.arguments or call.name == "creat":
            yield Did("create", path)
        if "O_TRUNC" in call.arguments or call.name == "creat":
            yield Did("truncate", path)

    def _written(self, call: _Call, handle: str, path: str) -> Iterator[Did]:
        key = call.process, handle
        match call.name:
            case "lseek":
                self.places[key] = call.result
            case "write":
                at = self.places.get(key, 0)
                self.places[key] = at + call.result
                yield Did("append" if key in self.at_end else "write", path, call.content, at)
            case "pwrite64":
                yield Did("write", path, call.content, call.last)
            case "ftruncate":
                yield Did("truncate", path, at=call.last)
            case "fsync" | "fdatasync":
                yield Did("sync", path)
            case _:
                raise AssertionError(f"{call.name} below the folder: not foreseen")


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _text(text: str) -> str:
    return os.fsdecode(_bytes(text)) if text.startswith("\\x") else text
