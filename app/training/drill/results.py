"""What people found and missed, in a database of training: no part of any ledger, and no evidence."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import platformdirs

from app.errors import KenpanError
from app.private import NotPrivateError, private_file, private_folder
from app.training.drill.plan import Plan
from app.training.drill.scoring import Judged, Outcome, Share, score, share

TRAINING = 0x4B505452
"""``KPTR``: the application id of this database. Neither a live ledger nor one of practice has it."""
_TABLES = """
CREATE TABLE IF NOT EXISTS drills (
  id INTEGER PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL,
  rate INTEGER NOT NULL, seed INTEGER NOT NULL, warm_up INTEGER NOT NULL, sheets INTEGER NOT NULL,
  planted INTEGER NOT NULL, found INTEGER NOT NULL, false INTEGER NOT NULL, seconds REAL NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
  drill INTEGER NOT NULL REFERENCES drills(id), number INTEGER NOT NULL, defect TEXT NOT NULL, outcome TEXT NOT NULL,
  seconds REAL NOT NULL, PRIMARY KEY (drill, number));
"""


@dataclass(frozen=True, slots=True)
class Done:
    """A drill that somebody went through; ``at`` is Japan's time, ``seconds`` those of all sheets."""

    person: str
    name: str
    at: str
    kind: str
    rate: int
    sheets: int
    planted: int
    found: int
    false: int
    seconds: float
    warm_up: bool


class Counted(NamedTuple):
    """How many were found of those that were planted, of one defect (its name) or at one rate (per cent)."""

    what: str
    share: Share


def default_place() -> Path:
    """In the user's data, in a folder of its own."""
    return Path(platformdirs.user_data_dir("kenpan", appauthor=False)) / "renshu" / "results.db"


class Results:
    """The database at ``path``, made when it is first needed. ``KenpanError`` ``drill.results`` where it cannot be
    used, or is something else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, person: str, name: str, plan: Plan, judged: Sequence[Judged], at: datetime) -> None:
        """Add a drill that is over. ``person`` is an ID that stays the same, ``name`` what they are called."""
        own, seconds = score(judged), sum(one.answer.seconds for one in judged)
        row = (person, name, f"{at:%Y-%m-%d %H:%M}", plan.kind, plan.rate, plan.seed, int(plan.warm_up))
        with self._open() as connection, connection:
            cursor = connection.execute(
                "INSERT INTO drills VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, own.sheets, own.planted, own.found, own.false, seconds),
            )
            connection.executemany(
                "INSERT INTO answers VALUES (?, ?, ?, ?, ?)",
                [(cursor.lastrowid, a.task.number, a.task.defect, a.outcome, a.answer.seconds) for a in judged],
            )

    def history(self, person: str = "") -> tuple[Done, ...]:
        """Drills of one person, or of everybody, the newest first."""
        sql = (
            "SELECT person, name, at, kind, rate, sheets, planted, found, false, seconds, warm_up FROM drills"
            " WHERE ? IN ('', person) ORDER BY id DESC"
        )
        with self._open() as connection:
            rows = connection.execute(sql, (person,)).fetchall()
        return tuple(Done(*(*row[:10], bool(row[10]))) for row in rows)

    def by_defect(self, person: str = "") -> tuple[Counted, ...]:
        """What a person, or everybody, found of each kind of defect: what was missed most first."""
        return self._counted("defect", person)

    def by_rate(self, person: str = "") -> tuple[Counted, ...]:
        """The same by how rare defects were, the most frequent first."""
        found = self._counted("rate", person)
        return tuple(sorted(found, key=lambda one: -int(one.what)))

    def _counted(self, column: str, person: str) -> tuple[Counted, ...]:
        wanted: Outcome = "found"
        sql = (
            f"SELECT {column}, SUM(outcome = ?), COUNT(*) FROM answers JOIN drills ON drills.id = drill"
            f" WHERE defect <> '' AND ? IN ('', person) GROUP BY {column}"
        )
        with self._open() as connection:
            rows = connection.execute(sql, (wanted, person)).fetchall()
        told = [Counted(str(what), share(int(hits), int(total))) for what, hits, total in rows]
        return tuple(sorted(told, key=lambda one: (one.share.hits / one.share.total, one.what)))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            private_folder(self._path.parent)
            private_file(self._path)
            with closing(sqlite3.connect(self._path, timeout=15)) as connection:
                self._prepare(connection)
                yield connection
        except (sqlite3.Error, UnicodeDecodeError, OSError, NotPrivateError) as error:
            raise _unusable(self._path) from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        (own,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        if own != TRAINING and tables:
            raise _unusable(self._path)
        if not tables:
            connection.execute(f"PRAGMA application_id={TRAINING}")
            connection.executescript(_TABLES)


def _unusable(path: Path) -> KenpanError:
    return KenpanError(
        "drill.results",
        "練習の成績を読み書きできません。",
        "フォルダーの書き込み可否を確かめてください。練習は続けられますが、成績は残りません。",
        file=path.name,
    )
