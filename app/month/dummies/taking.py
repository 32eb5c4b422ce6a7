"""The agency's dummy list, read and matched with the open medium."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from app.lists.dummies import Declared, DummyList, read_declared, read_dummies
from app.month.looking.workbench import Workbench
from app.month.parts_in_use import media_part
from app.progress import Progress, no_progress
from app.proof.model import PieceChoice

ON_PAPER = "紙の件数表"


@dataclass(frozen=True, slots=True)
class TakenList:
    """A list as it was matched; ``pieces`` are every notice of its establishments, ``manifest`` the medium's hash."""

    list: DummyList
    pieces: tuple[PieceChoice, ...]
    manifest: str

    @property
    def paper(self) -> str:
        """Where the declared number stands."""
        return self.list.declared.source or ON_PAPER


def read_list(bench: Workbench, path: Path, counts: Path | int, progress: Progress = no_progress) -> TakenList:
    """The list in ``path`` held against the medium and its 件数表: a file, or the number (件) that a person read off
    the paper. ``KenpanError`` as :func:`app.lists.dummies.read_dummies`.
    """
    declared = Declared(counts, {}) if isinstance(counts, int) else read_declared(counts, progress)
    found = read_dummies(path, bench.notices.values(), declared, progress)
    own = enumerate(found.notices, 1)
    pieces = tuple(_piece(bench, number, file, record) for number, (file, record) in own)
    return TakenList(found, pieces, media_part(bench).sha256)


def _piece(bench: Workbench, number: int, file: str, record: int) -> PieceChoice:
    """A notice as a piece, by the 現品ID that it is printed with."""
    notices = bench.notices[file]
    sha256 = hashlib.sha256(notices.raw_record(record)).hexdigest()
    return PieceChoice(number, notices.scheme, bench.content(file, record).piece_id, file, record, sha256)
