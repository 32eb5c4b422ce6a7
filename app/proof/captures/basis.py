"""What a comparison of captures rests on, as of a print: files, forms, what is tolerated, medium and notices."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from app.progress import Progress, no_progress
from app.proof.captures import (
    alternatives,
    bar_finder,
    boxes,
    codes,
    judging,
    opening,
    print_sides,
    registration,
    sample,
    sealed,
    sides,
    surroundings,
    templates,
)
from app.proof.printed.basis import Basis, hash_of, notices_hash, print_data
from app.proof.printed.model import Notice
from app.resources import resource_bytes
from app.sheet.customer_bars import BarcodeSize
from app.sheet.envelope import Envelope
from app.sheet.fonts import FontSet
from app.sheet.form_model import Form

_JUDGING = (alternatives, boxes, codes, judging, print_sides, registration, sample, sides, surroundings, templates)
_SEALED = (bar_finder, opening, sealed)


def captures_basis(
    files: Sequence[Path],
    forms: Mapping[Any, Form],
    fonts: FontSet,
    barcode: BarcodeSize | None,
    media: str,
    *,
    wanted: Iterable[Notice] | None = None,
    decided: Iterable[Iterable[str]] = (),
    envelope: Envelope | None = None,
    printed: Sequence[Path] = (),
    progress: Progress = no_progress,
) -> Basis:
    """The basis of comparing these captures; ``wanted`` and ``decided`` as of
    :func:`app.proof.captures.run.compare_captures`: where none are wanted, the captures say which notices it is of.
    ``envelope``: of sealed ones; ``printed``: the print that says how the paper must look.
    ``KenpanError`` ``print.none`` for a file that cannot be read.
    """
    drawn = sorted((form.name, form.sha256, form.paper.sha256) for form in forms.values())
    roles = sorted((role, font.sha256) for role, font in fonts.roles.items())
    shape = [drawn, roles, repr(barcode), *([] if envelope is None else [envelope.sha256])]
    if printed:
        shape.append([one.sha256 for one in print_data(printed, progress)])
    return Basis(
        form=hash_of(shape),
        tolerances=tolerances_of(decided, sealed=envelope is not None),
        zones=hash_of([]),
        media=media,
        notices=notices_hash(() if wanted is None else wanted),
        print_files=print_data(files, progress),
    )


def tolerances_of(decided: Iterable[Iterable[str]], *, sealed: bool = False) -> str:
    """The hash of all by which a box is judged, with the pairs that need not be told apart."""
    modules = (*_JUDGING, *(_SEALED if sealed else ()))
    looks = hash_of(resource_bytes("lookalikes.txt").decode("utf-8"))
    return hash_of([_thresholds(modules), looks, alike(decided)])


def alike(decided: Iterable[Iterable[str]]) -> list[str]:
    """The pairs that need not be told apart, in one order."""
    return sorted("".join(sorted(pair)) for pair in decided)


def _thresholds(modules: Iterable[ModuleType]) -> list[tuple[str, str, str]]:
    """Every number by which a box is judged, by module and name: none can be forgotten here."""
    return [(_name(module), name, repr(value)) for module in modules for name, value in sorted(_numbers(module))]


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _numbers(module: ModuleType) -> Iterable[tuple[str, Any]]:
    named = ((name, own) for name, own in vars(module).items() if name.isupper())
    return ((name, own) for name, own in named if isinstance(own, int | float | str | tuple))
