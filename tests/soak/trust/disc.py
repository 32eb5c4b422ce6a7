"""A disc that loses power: what may be left of what a program did to its files.

No kinder than the manuals promise: what was not synced is there, or not, or in part (sectors of 512 bytes, in any
order); names in a folder come to the disc in their order, at the latest when the folder is synced. A name and what it
names are two things: who renames a file that was not synced may find an empty one.
"""

import random
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak.trust.recording import Did

_SECTOR = 512


@dataclass
class _File:
    content: bytearray = field(default_factory=bytearray)
    """As the program sees it."""
    durable: bytearray = field(default_factory=bytearray)
    """As it was when it was last synced."""
    pending: list[Did] = field(default_factory=list)
    """What was done to it since."""


class _Folder:
    """Stands for a folder among the names."""


_Node = _File | _Folder
_Name = tuple[str, _Node | None]
"""A name, and what it names from now on: ``None`` for nothing."""


class Disc:
    """What a program did, change by change, and what may be left of it."""

    def __init__(self) -> None:
        self._names: dict[str, _Node] = {}  # as the program sees them
        self._durable: dict[str, _Node] = {}
        self._pending: dict[str, list[tuple[_Name, ...]]] = {}  # by folder, in order; each whole or not at all
        self.told: list[str] = []

    def follow(self, did: Did) -> None:
        """One change more."""
        match did.what:
            case "told":
                self.told.append(did.content.decode())
            case "create":
                if did.path not in self._names:
                    self._change(did.path, (did.path, _File()))
            case "mkdir":
                self._change(did.path, (did.path, _Folder()))
            case "remove":
                self._change(did.path, (did.path, None))
            case "rename":
                self._change(did.other, (did.path, None), (did.other, self._names[did.path]))
            case "sync":
                self._sync(did.path)
            case _:
                if isinstance(file := self._names.get(did.path), _File):  # else it has no name any more
                    at = len(file.content) if did.what == "append" else did.at
                    done = Did("truncate" if did.what == "truncate" else "write", did.path, did.content, at)
                    _do(file.content, done)
                    file.pending.append(done)

    def paths(self) -> list[str]:
        """Everything that has a name, as the program sees it."""
        return sorted(self._names)

    def _change(self, where: str, *changes: _Name) -> None:
        _rename(self._names, changes)
        self._pending.setdefault(str(Path(where).parent), []).append(changes)

    def _sync(self, path: str) -> None:
        if isinstance(file := self._names.get(path), _File):
            file.durable, file.pending = bytearray(file.content), []
        else:
            for changes in self._pending.pop(path, []):
                _rename(self._durable, changes)

    def left(self, target: Path, chance: random.Random) -> None:
        """Lay down in ``target`` what the disc may hold if the power fails now."""
        names = dict(self._durable)
        for _, queue in sorted(self._pending.items()):
            for changes in queue[: chance.choice((0, len(queue), chance.randint(0, len(queue))))]:
                _rename(names, changes)
        target.mkdir(mode=0o700)
        for path, node in sorted(names.items()):
            place = target / path
            if not place.parent.is_dir():
                continue  # its folder is not on the disc
            if isinstance(node, _Folder):
                place.mkdir(mode=0o700, exist_ok=True)
            else:
                place.write_bytes(_left_of(node, chance))
                place.chmod(0o600)


def _rename(names: dict[str, _Node], changes: tuple[_Name, ...]) -> None:
    for path, node in changes:
        if node is None:
            names.pop(path, None)
        else:
            names[path] = node


def _do(content: bytearray, did: Did) -> None:
    if did.what == "truncate":
        del content[did.at :]
        content.extend(bytes(did.at - len(content)))
    else:
        content.extend(bytes(max(0, did.at + len(did.content) - len(content))))
        content[did.at : did.at + len(did.content)] = did.content


def _left_of(file: _File, chance: random.Random) -> bytes:
    content = bytearray(file.durable)
    mood = chance.choice(("all", "none", "some", "torn"))
    for did in file.pending:
        if mood == "none" or (mood == "some" and chance.random() < 0.5):
            continue
        if mood == "torn" and did.what == "write":
            for start in range(0, len(did.content), _SECTOR):
                if chance.random() < 0.5:
                    _do(content, Did("write", did.path, did.content[start : start + _SECTOR], did.at + start))
        else:
            _do(content, did)
    return bytes(content)
