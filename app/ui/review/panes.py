"""How the review shares its room: the list at the left, the sheet large, fields beside it, bytes and remarks below."""

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QToolButton, QVBoxLayout, QWidget

from app.language import tr
from app.ui.review.page_view import NO_PANEL

Beside = Literal["", "finding", "piece"]
"""What stands beside the sheet in place of the list of records."""
OPENED: dict[Beside, tuple[bool, ...]] = {"": (True, True), "finding": (False, True), "piece": (False, False)}
"""Whether the drawers of fields and bytes are open then, until a person says otherwise."""

_LIST_SHARE, _LIST_EM = 0.18, (18.2, 26)
_FIELDS_SHARE, _FIELDS_EM = 0.24, (21, 37)
_TOOLS_EM, _BELOW_EM = 7, 12


def share_out(
    width: int, height: int, em: float, bytes_px: int, *, listed: bool = True, fields: bool = True
) -> tuple[list[int], ...]:
    """px of the panes in ``width`` × ``height``: (list, rest), (sheet, fields), (above, below), (remarks, bytes).

    The sheet gets more than half of the screen, list and fields what they need to be read, as far as they are there.
    ``em``: px of a kanji.
    """
    left = round(min(max(_LIST_SHARE * width, _LIST_EM[0] * em), _LIST_EM[1] * em))
    right = round(min(max(_FIELDS_SHARE * width, _FIELDS_EM[0] * em), _FIELDS_EM[1] * em))
    rest = width - left * listed
    sheet = rest - right * fields
    # As high as a panel of this width is, with tools and ruler; what remains is for the bytes.
    above = min(round(sheet * NO_PANEL.height / NO_PANEL.width + _TOOLS_EM * em), height - round(_BELOW_EM * em))
    bytes_wide = min(bytes_px, rest // 2)
    return (
        [left, rest],
        [sheet, right],
        [above, height - above],
        [rest - bytes_wide, bytes_wide],
    )


class _Panes(QSplitter):
    """Another text in a pane is nothing to the window around it, unless the pane cannot be as small as before: what a
    splitter is asked for otherwise lays all screens out again at each record.
    """

    def __init__(self, way: Qt.Orientation, within: QWidget) -> None:
        super().__init__(way, within)
        self._needs: list[QSize] = []

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            panes = [one for one in map(self.widget, range(self.count())) if one is not None]
            needs = [
                QSize() if one.isHidden() else one.minimumSizeHint().expandedTo(one.minimumSize()) for one in panes
            ]
            if needs == self._needs:
                return True
            self._needs = needs
        return super().event(event)


def split(name: str, way: Qt.Orientation, within: QWidget) -> QSplitter:
    """Panes with handles between them that a person can move but not close; ``moved`` says that they did.

    It stands where it belongs before anything is put into it: a style sheet is gone through for all that a widget holds
    each time the widget gets another parent.
    """
    splitter = _Panes(way, within)
    splitter.setObjectName(name)
    splitter.setChildrenCollapsible(False)
    splitter.splitterMoved.connect(lambda _at, _index: splitter.setProperty("moved", True))
    return splitter


def scrolled(within: QWidget, *parts: QWidget) -> QScrollArea:
    """One below the other, scrolled where they are more than there is room for."""
    area, inside = QScrollArea(within, widgetResizable=True), QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def toggle(text: str, key: str, *, checked: bool = False) -> QToolButton:
    """A chip that switches something on and off, and says its key."""
    button = QToolButton()
    button.setText(tr(text))
    button.setCheckable(True)
    button.setChecked(checked)
    button.setToolTip(tr("{text}（{key}）", text=text, key=key))
    button.setProperty("chip", True)
    return button
