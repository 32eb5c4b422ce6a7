"""What belongs to a notice but is not printed text: barcode or its reason, inserts, windows, missing items."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from app.language import tr
from app.month.looking.model import ShownRecord
from app.month.looking.unjudged import UNJUDGED, unjudged_windows
from app.notice.model import NoticeContent
from app.reports.signs import STAND_IN
from app.ui.review.texts import visible


class NoticeFacts(QWidget):
    """A few lines, as high as they need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("この通知の注意と同封物"))
        layout = self._lines = QFormLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.setVerticalSpacing(2)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.warnings, self.barcode, self.windows, self.inserts, self.form = (_value() for _ in range(5))
        layout.addRow(tr("注意"), self.warnings)
        layout.addRow(tr("バーコード"), self.barcode)
        layout.addRow(tr("封筒の窓"), self.windows)
        layout.addRow(tr("チラシ"), self.inserts)
        layout.addRow(tr("様式"), self.form)

    def show_look(self, look: ShownRecord | None) -> None:
        """Another record; empty for records that are never printed."""
        content = look.content if look is not None else None
        if look is None or content is None:
            for label in (self.warnings, self.barcode, self.windows, self.inserts, self.form):
                label.setText("—")
        else:
            self.warnings.setText(tr("\n".join(_warnings(look, content)) or "なし"))
            self.barcode.setText(tr(_barcode(look, content)))
            self.windows.setText(tr(_windows(look)))
            self.inserts.setText(tr("　".join(content.flyers.why)))
            self.form.setText(tr(_form(look)))
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Lines that wrap at this width are never cut off; a layout around this one would ask too late."""
        self._lines.invalidate()
        self.setMinimumHeight(self._lines.heightForWidth(self.width()))


def caption_form(label: QLabel, note: str) -> None:
    """Which form the sheet is set by, in a word; the tip says by whom it was approved."""
    label.setText(tr(note.split("（", maxsplit=1)[0]))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setToolTip(tr(note))
    label.setAccessibleName(tr("様式：{note}", note=note))


def _form(look: ShownRecord) -> str:
    """The form; of a measured one also which items still stand where the draft has them."""
    if look.sheet is None:
        return "—"
    note = look.sheet.form_note or STAND_IN
    return f"{note}　正式な版下ではありません" if look.sheet.form_status == "draft" else note


def _value() -> QLabel:
    label = QLabel("—")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _barcode(look: ShownRecord, content: NoticeContent) -> str:
    barcode = content.barcode
    dictionary = f"辞書 {barcode.edition}"
    if barcode.reason is not None:
        would_be = f"印字するとすれば住所番号 {visible(barcode.extracted) or 'なし'}"
        return "　".join((f"印字しない：{barcode.reason_text}", would_be, *barcode.notes, dictionary))
    if look.sheet is not None and look.sheet.barcode_reason:
        return f"印字できない：{look.sheet.barcode_reason}"
    postal = f"{barcode.postal[:3]}-{barcode.postal[3:]}"
    text = f"{postal}　住所番号 {visible(barcode.extracted) or 'なし'}　検査数字 {barcode.check}"
    return "　".join((text, *barcode.notes, dictionary))


def _windows(look: ShownRecord) -> str:
    """× for what fails; ○ only if everything that the windows show or hide was judged."""
    report, content = look.envelope, look.content
    if report is None or content is None:
        return "—"
    lines = []
    hidden = len([item for item in report.hidden if item.judged])
    exposed = len([item for item in report.exposed if item.judged])
    if hidden or exposed:
        lines.append(f"× 隠れるおそれ {hidden} 項目・見えてしまうおそれ {exposed} 項目（封筒の画面で確認）")
    if report.unjudged:
        lines.append(f"{UNJUDGED}：{unjudged_windows(report, ((item.id, item.label) for item in content.items))}")
    return "\n".join(lines) or "○ どの位置でも適"


def _warnings(look: ShownRecord, content: NoticeContent) -> list[str]:
    """One line a reason, with everything that it befell."""
    found = [(item.note or "印字できない", item.label) for item in content.items if item.state == "missing"]
    found += [("記録の値が正しくない", item.label) for item in content.items if item.state == "invalid"]
    if look.sheet is not None:
        over = [item.label for page in look.sheet.pages for item in page.items if item.fit == "overflow"]
        found += [("欄に収まらない", label) for label in over]
    reasons: dict[str, list[str]] = {}
    for reason, label in dict.fromkeys(found):
        reasons.setdefault(reason, []).append(label)
    return [f"！{reason}：{'、'.join(labels)}" for reason, labels in reasons.items()]
