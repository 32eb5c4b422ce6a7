"""What a form promises of every notice: asked once, so that a mark that is not set means what it says."""

from collections.abc import Iterator

from app.errors import KenpanError
from app.notice.content import ADDRESSEE_IDS
from app.sheet.customer_bars import BarcodeSize
from app.sheet.envelope import Envelope, worst_clearance
from app.sheet.form_model import Form
from app.sheet.model import Must, Rect

_EPSILON = 1e-9
_NEXT_STEP = "様式か封筒の窓の寸法を見直してください。"


def form_problems(form: Form, envelope: Envelope, size: BarcodeSize | None) -> tuple[KenpanError, ...]:
    """Rooms of the form whose content the windows may hide or expose, and what keeps 窓 from being marked.

    A room that keeps clear of the frame keeps everything in it clear: clearance grows when a rectangle shrinks.
    """
    return (*_windows(form, envelope), *_barcode(form, envelope, size), *_not_marked(form))


def _windows(form: Form, envelope: Envelope) -> Iterator[KenpanError]:
    required = {window.name: window.text_mm for window in envelope.windows}
    for label, rect, must in _rooms(form, envelope):
        worst = worst_clearance(rect, must, envelope)
        if must == "show" and worst.mm < required[worst.window] - _EPSILON:
            what = f"様式の枠「{label}」は、封筒の中で紙が動くと窓枠に隠れることがあります（余裕 {worst.mm:.1f} mm）。"
            yield _problem("window.hidden", what, form)
        elif must == "hide" and worst.mm < envelope.hide_mm - _EPSILON:
            what = f"様式の枠「{label}」は、封筒の中で紙が動くと窓から見えることがあります（{worst.mm:.1f} mm）。"
            yield _problem("window.exposed", what, form)


def _rooms(form: Form, envelope: Envelope) -> Iterator[tuple[str, Rect, Must]]:
    """Label, rectangle on the panel that faces the windows, and demand."""
    rooms = [
        *((box.id, box.label, box.page, box.rect, box.style.must) for box in form.boxes),
        *((stack.id, stack.label, stack.page, stack.rect, stack.must) for stack in form.stacks),
        *((piece.id, piece.label, piece.page, piece.bars, piece.style.must) for piece in form.pieces),
        *((piece.id, piece.label, piece.page, piece.text, piece.style.must) for piece in form.pieces),
    ]
    for item, label, page, rect, must in rooms:
        if page == envelope.panel and must is not None:
            yield label, rect, must
        for rule in envelope.show_through:
            if (rule.item, rule.page) == (item, page):
                yield label, rule.seen_at(rect), "hide"


def _barcode(form: Form, envelope: Envelope, size: BarcodeSize | None) -> Iterator[KenpanError]:
    """The barcode flows below the text, so every height in its stack counts."""
    stack = form.addressee
    if size is None or stack.barcode is None:
        return
    first = stack.rect.y0 + stack.barcode.gap_mm
    worst = worst_clearance(
        Rect(stack.rect.x0, first, stack.rect.x0 + size.width_mm, stack.rect.y1),
        "show",
        envelope,
        envelope.barcode_window,
    )
    if worst.mm < envelope.barcode_mm - _EPSILON:
        kept = f"窓枠から {envelope.barcode_mm:.1f} mm を保てないことがあります（余裕 {worst.mm:.1f} mm）。"
        yield _problem("window.hidden", f"カスタマバーコードは、{kept}", form)


def _not_marked(form: Form) -> Iterator[KenpanError]:
    """The mark 窓 looks at the addressee's stack and the office's; the addressee must not stand anywhere else."""
    elsewhere = sorted(set(ADDRESSEE_IDS) - {item.id for item in form.addressee.items})
    if elsewhere:
        what = f"宛先の項目（{'、'.join(elsewhere)}）が宛先の枠の外にあるため、印「窓」に数えません。"
        yield _problem("form.marks", what, form, "検査（sheet.overflow）の結果で確かめてください。")


def _problem(code: str, what: str, form: Form, next_step: str = _NEXT_STEP) -> KenpanError:
    return KenpanError(code, what, next_step, file=f"{form.name}.toml")
