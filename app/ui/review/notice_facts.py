"""What belongs to a notice but is not printed text: barcode or its reason, inserts, form status, missing items."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QWidget

from app.notice.model import NoticeContent
from app.workbench import Look


class NoticeFacts(QFrame):
    """A few lines below the sheet. Text of the media is shown as plain text only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QFormLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setVerticalSpacing(2)
        self.barcode, self.inserts, self.missing, self.windows = (_value() for _ in range(4))
        layout.addRow("カスタマバーコード", self.barcode)
        layout.addRow("同封物", self.inserts)
        layout.addRow("封筒の窓", self.windows)
        layout.addRow("注意", self.missing)

    def show_look(self, look: Look | None) -> None:
        """Another record; empty for records that are never printed."""
        content = look.content if look is not None else None
        if look is None or content is None:
            for label in (self.barcode, self.inserts, self.missing, self.windows):
                label.setText("—")
            return
        self.barcode.setText(_barcode(look, content))
        self.inserts.setText(_inserts(content))
        self.windows.setText(_window(look))
        self.missing.setText("　".join(_warnings(look, content)) or "なし")


def _value() -> QLabel:
    label = QLabel("—")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    return label


def _barcode(look: Look, content: NoticeContent) -> str:
    barcode = content.barcode
    if barcode.reason is not None:
        return f"印字しない：{barcode.reason_text}"
    if look.sheet is not None and look.sheet.barcode_reason:
        return f"印字できない：{look.sheet.barcode_reason}"
    text = (
        f"{barcode.postal[:3]}-{barcode.postal[3:]}　住所番号 {barcode.extracted or 'なし'}　検査数字 {barcode.check}"
    )
    return "　".join((text, *barcode.notes))


def _inserts(content: NoticeContent) -> str:
    flyers = content.flyers
    kinds = [f"チラシA（{flyers.prefecture} 版{flyers.version_a}）"]
    kinds.append("チラシB あり" if flyers.flyer_b else "チラシB なし")
    if flyers.senpo_flyer:
        kinds.append("船員用チラシ")
    return "・".join(kinds) + "　" + "／".join(flyers.why)


def _window(look: Look) -> str:
    if look.envelope is None:
        return "—"
    hidden, exposed = len(look.envelope.hidden), len(look.envelope.exposed)
    if not hidden and not exposed:
        return "○ どの位置でも、見えるべきものは見え、隠すべきものは隠れる"
    return f"× 隠れるおそれ {hidden} 項目・見えてしまうおそれ {exposed} 項目（封筒の画面で確認）"


def _warnings(look: Look, content: NoticeContent) -> list[str]:
    found = [f"{item.label}：{item.note or '印字できない'}" for item in content.items if item.state == "missing"]
    found += [f"{item.label}：記録の値が正しくない" for item in content.items if item.state == "invalid"]
    if look.sheet is not None:
        over = [item.label for page in look.sheet.pages for item in page.items if item.fit == "overflow"]
        found += [f"{label}：欄に収まらない" for label in dict.fromkeys(over)]
        if look.sheet.form_status == "draft":
            found.append("様式は草案（正式な版下ではない）")
    return found
