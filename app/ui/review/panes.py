"""How the review shares its room: the list at the left, the sheet large, fields beside it, bytes and remarks below."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from app.ui.review.page_view import NO_PANEL

_LIST_SHARE, _LIST_EM = 0.174, (17.8, 26)
_FIELDS_SHARE, _FIELDS_EM = 0.24, (21, 37)
_TOOLS_EM, _BELOW_EM = 7, 12


def share_out(width: int, height: int, em: float, bytes_px: int) -> tuple[list[int], ...]:
    """px of the panes in ``width`` × ``height``: (list, rest), (sheet, fields), (above, below), (remarks, bytes).

    The sheet gets more than half of the screen, list and fields what they need to be read. ``em``: px of a kanji.
    """
    left = round(min(max(_LIST_SHARE * width, _LIST_EM[0] * em), _LIST_EM[1] * em))
    right = round(min(max(_FIELDS_SHARE * width, _FIELDS_EM[0] * em), _FIELDS_EM[1] * em))
    sheet = width - left - right
    # As high as a panel of this width is, with tools and ruler; what remains is for the bytes.
    above = min(round(sheet * NO_PANEL.height / NO_PANEL.width + _TOOLS_EM * em), height - round(_BELOW_EM * em))
    bytes_wide = min(bytes_px, (width - left) // 2)
    return (
        [left, width - left],
        [sheet, right],
        [above, height - above],
        [width - left - bytes_wide, bytes_wide],
    )


def split(name: str, way: Qt.Orientation, first: QWidget, second: QWidget) -> QSplitter:
    """Two panes with a handle between them that a person can move but not close."""
    splitter = QSplitter(way)
    splitter.setObjectName(name)
    splitter.setChildrenCollapsible(False)
    splitter.addWidget(first)
    splitter.addWidget(second)
    return splitter
