"""Which form preview, windows and comparison go by for a medium: the one that a lead approved as the reference of the
process, else the program's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.equipment.loading import Equipment
from app.errors import KenpanError
from app.filing.kept_forms import load_kept
from app.media.manifest import manifest
from app.media.model import OpenedMedia
from app.proof.printed.basis import form_hash
from app.reports.signs import form_words
from app.sheet.form_model import Form
from app.sheet.measured_file import read_packed
from app.sheet.measured_form import MeasuredForm
from app.sheet.measured_place import measured_labels, shown_form
from app.signoff.binding import PROOF_MEDIA
from app.signoff.book import Book
from app.signoff.gates import medium_of
from app.signoff.model import Month, Process, State
from app.signoff.reference import FormUsed, Reference

_REFERENCE = "reference."
"""How the codes of what is wrong with an approved form begin."""


@dataclass(frozen=True, slots=True)
class FormInForce:
    """``measured``: the approved one, ``None`` where the program's own forms hold; ``note``: which it is, by whom and
    when it was approved, how far its items strayed. ``problem``: why an approved one is not used. ``entry``: what
    approved it in the ledger, 0 for nothing.
    """

    note: str
    measured: MeasuredForm | None = None
    problem: KenpanError | None = None
    entry: int = 0


def process_of_medium(state: State, manifest: str) -> Process | None:
    """The process of the month that is bound to this medium, the latest first; else of the latest round that is."""
    months = [one for one in state.months.values() if medium_of(one) == manifest]
    if months:
        return state.processes[max(months, key=lambda one: one.opened.seq).process]
    rounds = [
        one
        for one in state.rounds.values()
        if any(part.name == PROOF_MEDIA and part.sha256 == manifest for part in one.parts)
    ]
    return state.processes[rounds[-1].process] if rounds else None


def form_in_force(book: Book, manifest: str, forms: Mapping[int, Form]) -> FormInForce:
    """The form that holds for this medium. An approved form that is gone or unreadable is a problem to show."""
    reference = reference_of(book.state, manifest)
    if reference is None or reference.draft:
        return FormInForce(note_of(forms, reference), entry=entry_of(reference))
    try:
        measured = read_packed(load_kept(book, reference))
        if form_hash(measured) != reference.form:
            raise KenpanError(
                "reference.other", "保存された実測様式が、承認したものと違います。", "測り直して承認してください。"
            )
    except KenpanError as error:
        note = f"{note_of(forms, None)}（承認された実測様式は使えません）"
        return FormInForce(note, problem=error, entry=entry_of(reference))
    return FormInForce(note_of(forms, reference), measured, entry=entry_of(reference))


def reference_of(state: State, manifest: str) -> Reference | None:
    """The form that is approved for this medium's process."""
    process = process_of_medium(state, manifest)
    return None if process is None else process.reference


def entry_of(reference: Reference | None) -> int:
    """The entry that approved it, 0 where nothing is."""
    return 0 if reference is None else reference.approved.seq


def note_of(forms: Mapping[int, Form], reference: Reference | None) -> str:
    """Which form it is, as screens and papers say."""
    return form_words(reference, official=is_official(forms))


def is_official(forms: Mapping[int, Form]) -> bool:
    """Whether they are the agency's own artwork."""
    return bool(forms) and all(form.status == "official" for form in forms.values())


def compared_by(state: State, month: Month | None, form: MeasuredForm, sha256: str) -> str:
    """Which form a print was compared by, and whether it is the reference of the month's process."""
    reference = None if month is None else state.processes[month.process].reference
    return form_words(reference, FormUsed(sha256, bool(form.drafts)))


def equipped_by(book: Book | None, media: OpenedMedia, equipment: Equipment) -> Equipment:
    """The equipment with the form that holds for this medium, as the ledger says; ``None``: there is none."""
    if book is None:
        return equipped(equipment, FormInForce(note_of(equipment.forms, None)))
    return equipped(equipment, form_in_force(book, manifest(media)["sha256"], equipment.forms))


def equipped(equipment: Equipment, held: FormInForce) -> Equipment:
    """The equipment with the form that holds."""
    earlier = (one for one in equipment.problems if not one.code.startswith(_REFERENCE))
    problems = (*earlier, *([held.problem] if held.problem else []))
    measured: dict[int, Form] = {}
    if held.measured is not None:
        panel = equipment.envelope.panel
        measured = {number: shown_form(form, held.measured, panel) for number, form in equipment.forms.items()}
    own = sorted({label for form in measured.values() for label in measured_labels(form)})
    note = f"{held.note}　実測の位置がない {len(own)} 項目（下書きの位置：{'、'.join(own)}）" if own else held.note
    return replace(
        equipment,
        measured=measured,
        form_note=note,
        form_entry=held.entry,
        problems=problems,
        reference=held.measured,
    )
