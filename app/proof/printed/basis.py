"""What a comparison rests on, as hashes: change any of it, and what was signed is of something else."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from app.bounded import open_regular, why
from app.errors import KenpanError
from app.progress import Progress, no_progress
from app.proof.printed.form_table import form_json
from app.proof.printed.model import Notice
from app.resources import resource_bytes
from app.sheet.measured_form import MeasuredForm

STAGE = "印刷データの確認"
_PIECE = 4 << 20
_TOLERANCES = "print_compare.toml"


class PrintData(NamedTuple):
    """One print file as it was when it was compared."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Basis:
    """``media``: the month's manifest; ``notices``: which of its records were to be printed, in their order."""

    form: str = ""
    tolerances: str = ""
    zones: str = ""
    media: str = ""
    notices: str = ""
    print_files: tuple[PrintData, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As ``kenpan compare --json`` writes it: SHA-256 in hex."""
        return {
            "form": self.form,
            "tolerances": self.tolerances,
            "zones": self.zones,
            "media": self.media,
            "notices": self.notices,
            "print_files": [one._asdict() for one in self.print_files],
        }

    @property
    def sha256(self) -> str:
        """One hash of it all."""
        return hash_of(self.as_json())


def basis_of(
    files: Sequence[Path], form: MeasuredForm, due: Iterable[Notice], media: str, progress: Progress = no_progress
) -> Basis:
    """The basis of comparing these files; ``KenpanError`` ``print.none`` for one that cannot be read."""
    zones = form_json(form)["ignored"]
    return Basis(
        form=form_hash(form),
        tolerances=hashlib.sha256(resource_bytes(_TOLERANCES)).hexdigest(),
        zones=hash_of(zones),
        media=media,
        notices=notices_hash(due),
        print_files=print_data(files, progress),
    )


def notices_hash(due: Iterable[Notice]) -> str:
    """SHA-256 of which notices, in their order."""
    notices = hashlib.sha256()
    for notice in due:
        notices.update(f"{notice.file} {notice.record};".encode())
    return notices.hexdigest()


def form_hash(form: MeasuredForm) -> str:
    """SHA-256 of a form without its zones, which do not say where anything is printed."""
    own = form_json(form)
    del own["ignored"]
    return hash_of(own)


def hash_of(value: Any) -> str:
    """SHA-256 of a table."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=True).encode("ascii")).hexdigest()


def print_data(files: Sequence[Path], progress: Progress) -> tuple[PrintData, ...]:
    """Each file read once, a piece at a time: it may be larger than the memory."""
    found = []
    try:
        total, done = sum(file.stat().st_size for file in files), 0
        for file in files:
            made, size = hashlib.sha256(), 0
            with open_regular(file) as opened:
                while piece := opened.read(_PIECE):
                    made.update(piece)
                    size += len(piece)
                    progress(STAGE, done + size, max(total, done + size))
            done += size
            found.append(PrintData(file.name, size, made.hexdigest()))
    except OSError as error:
        raise KenpanError(
            "print.none", f"印刷データを読めません。{why(error)}", "もう一度照合してください。"
        ) from error
    return tuple(found)


def states_of(files: Iterable[Path]) -> tuple[tuple[int, int, int], ...]:
    """What tells at once whether a file was written to: length, time, and which file it is."""
    found = []
    for file in files:
        try:
            state = file.stat()
        except OSError:
            found.append((-1, -1, -1))
            continue
        found.append((state.st_size, state.st_mtime_ns, state.st_ino))
    return tuple(found)
