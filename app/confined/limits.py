"""What a child may use for one task, and how it is said that it could not be done."""

from typing import Literal, NamedTuple

Reason = Literal["memory", "time", "size", "broken", "start"]

_WHAT: dict[Reason, str] = {
    "memory": "読み取りに使えるメモリの上限を超えました。",
    "time": "読み取りが制限時間内に終わりません。",
    "size": "読み取った結果が上限を超えました。",
    "broken": "読み取り中に続けられない誤りが起きました。",
    "start": "読み取り用のプロセスを起動できません。",
}


class Limits(NamedTuple):
    """Bounds of one child. ``memory_mb``: address space, the interpreter and its libraries (about 300 MB) included;
    ``cpu_s`` and ``wall_s``: processor time and time on the clock of one task; ``result_mb``: its result, all in all;
    ``tasks``: how many a child does before another takes its place.
    """

    memory_mb: int = 1024
    cpu_s: int = 20
    wall_s: float = 60.0
    result_mb: int = 256
    tasks: int = 200


class NotReadError(Exception):
    """A child broke, was ended or went beyond its limits. ``what`` says so in Japanese, without anything foreign."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason

    @property
    def what(self) -> str:
        """One sentence for people."""
        return _WHAT[self.reason]
