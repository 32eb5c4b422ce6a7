"""The rail: every word with its count is there whole."""

import pytest
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QMainWindow

from app import language
from app.ui.shell.rail import Rail
from app.ui.shell.screens import SCREENS


@pytest.mark.parametrize("spoken", ["ja", "en"])
def test_no_count_is_cut_beside_its_word(qtbot, themed, spoken):
    language.choose(spoken)
    try:
        window = QMainWindow()
        qtbot.addWidget(window)
        rail = Rail(window)
        window.addToolBar(rail)
        rail.fill(SCREENS)
        rail.show_for([one.id for one in SCREENS])
        rail.count("findings", 116)
        rail.count("redirects", 1000)
    finally:
        language.choose(language.JAPANESE)
    for button in rail.buttons.values():
        bold = QFont(button.font())
        bold.setBold(True)
        assert QFontMetrics(bold).horizontalAdvance(button.text()) <= button.width() - 4, button.text()
    assert "116" in rail.buttons["findings"].text()
