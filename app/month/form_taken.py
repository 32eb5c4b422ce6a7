"""The form that holds is taken for a medium that is open already: sheets, windows and marks follow."""

from dataclasses import replace

from app.equipment.printer import Printer
from app.month.form_in_force import entry_of, equipped_by, reference_of
from app.month.lists.applying import with_lists
from app.month.looking.opening import marks_of
from app.month.looking.scanning import scan_beside
from app.month.looking.workbench import Workbench
from app.progress import Progress, no_progress
from app.signoff.book import Book
from app.signoff.model import State

_JOBS = 2


def is_in_force(bench: Workbench, state: State, manifest: str) -> bool:
    """Whether the medium is shown by what the ledger says now."""
    return bench.equipment.form_entry == entry_of(reference_of(state, manifest))


def with_form_in_force(bench: Workbench, book: Book, progress: Progress = no_progress) -> Workbench:
    """The medium with the form that the ledger says holds for it now. Not for the GUI thread."""
    equipment = equipped_by(book, bench.media, bench.equipment)
    if not bench.marks:
        return replace(bench, equipment=equipment)
    plain = replace(equipment, redirects={})  # the marks of what is sent elsewhere are made with the lists
    with scan_beside(_JOBS) as nothing_yet:
        marks, scans = marks_of(Printer(plain), bench, nothing_yet, progress)
    found = replace(bench, equipment=equipment, marks=marks, scans=scans)
    return found if bench.lists is None else with_lists(found, bench.lists, progress)


def looks_other(before: Workbench, after: Workbench) -> bool:
    """Whether notices look otherwise, and not only the name of their form."""
    return before.equipment.reference != after.equipment.reference
