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
from app.reports.signs import DRAFT_WORD, MEASURED_WORD, approval, form_words
from app.sheet.form_model import Form
from app.sheet.measured_file import read_packed
from app.sheet.measured_form import MeasuredForm
from app.sheet.measured_place import measured_labels, shown_form
from app.signoff.binding import PROOF_MEDIA
from app.signoff.book import Book
from app.signoff.gates import medium_of
from app.signoff.model import Month, Process, State
from app.signoff.reference import Reference

OFFICIAL_WORD = "正式な様式"


@dataclass(frozen=True, slots=True)
class FormInForce:
    """``measured``: the approved one, ``None`` where the program's own forms hold; ``note``: which it is, by whom and
    when it was approved, how far its items strayed. ``problem``: why an approved one is not used.
    """

    note: str
    measured: MeasuredForm | None = None
    problem: KenpanError | None = None


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
    process = process_of_medium(book.state, manifest)
    reference = None if process is None else process.reference
    if reference is None or reference.draft:
        return FormInForce(note_of(forms, reference))
    try:
        measured = read_packed(load_kept(book, reference))
        if form_hash(measured) != reference.form:
            raise KenpanError(
                "reference.other", "保存された実測様式が、承認したものと違います。", "測り直して承認してください。"
            )
    except KenpanError as error:
        return FormInForce(f"{note_of(forms, None)}（承認された実測様式は使えません）", problem=error)
    return FormInForce(note_of(forms, reference), measured)


def note_of(forms: Mapping[int, Form], reference: Reference | None) -> str:
    """Which form it is, as screens and papers say."""
    if reference is None and all(form.status == "official" for form in forms.values()):
        return OFFICIAL_WORD
    return form_words(reference)


def compared_by(state: State, month: Month | None, form: MeasuredForm, sha256: str) -> str:
    """Which form a print was compared by, and whether it is the reference of the month's process."""
    reference = None if month is None else state.processes[month.process].reference
    word = DRAFT_WORD if form.drafts else MEASURED_WORD
    if reference is not None and reference.form == sha256:
        return f"{word}（{approval(reference)}）"
    return f"{word}（参照として未承認{'：見本' if form.drafts else ''}）"


def equipped_by(book: Book | None, media: OpenedMedia, equipment: Equipment) -> Equipment:
    """The equipment with the form that holds for this medium, as the ledger says; ``None``: there is none."""
    if book is None:
        return equipped(equipment, FormInForce(note_of(equipment.forms, None)))
    return equipped(equipment, form_in_force(book, manifest(media)["sha256"], equipment.forms))


def equipped(equipment: Equipment, held: FormInForce) -> Equipment:
    """The equipment with the form that holds."""
    problems = (*equipment.problems, *([held.problem] if held.problem else []))
    measured: dict[int, Form] = {}
    if held.measured is not None:
        panel = equipment.envelope.panel
        measured = {number: shown_form(form, held.measured, panel) for number, form in equipment.forms.items()}
    own = sorted({label for form in measured.values() for label in measured_labels(form)})
    note = f"{held.note}　実測の位置がない項目 {len(own)}（下書きの位置：{'、'.join(own)}）" if own else held.note
    return replace(equipment, measured=measured, form_note=note, problems=problems, reference=held.measured)
