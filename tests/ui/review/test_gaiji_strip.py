from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.month.looking.model import GaijiUse
from app.ui.review.gaiji_strip import GaijiStrip
from app.ui.review.selection import Selection, Span

USES = (
    GaijiUse(0xF040, "\ue000", "drawn", (70,), (669,)),
    GaijiUse(0xF041, "\ue001", "blank", (70,), (671,)),
    GaijiUse(0xF07E, "\ue03e", "missing", (70, 72), (673, 790)),
)


class Pictures:
    """Black squares; remembers what was asked for."""

    def __init__(self) -> None:
        self.asked = []

    def __call__(self, char: str, px: int) -> tuple[int, int, bytes]:
        self.asked.append(char)
        return px, px, bytes(3 * px * px)


@pytest.fixture
def panel(qtbot, themed, make_look):
    made = GaijiStrip(Selection(), Pictures())
    qtbot.addWidget(made)
    made.resize(850, 200)
    made.show_look(replace(make_look(), gaiji=USES))
    made.show()
    return made


def test_without_a_font_nothing_is_said_of_a_glyph(qtbot, themed, make_look):
    strip = GaijiStrip(Selection(), Pictures(), has_font=False)
    qtbot.addWidget(strip)
    strip.show_look(replace(make_look(), gaiji=USES[2:]))
    (card,) = strip.cards
    assert "― 未判定" in card.accessibleName() and "字形なし" not in card.accessibleName()
    assert "判定していません" in card.toolTip()


def test_a_record_that_cannot_be_read_is_not_said_to_have_no_gaiji(panel, make_look):
    panel.show_look(replace(make_look(), fields=(), kind="unknown", gaiji=()))
    assert panel.title.text() == "外字：判定していません"
    panel.show_look(replace(make_look(), gaiji=()))
    assert panel.title.text() == "外字なし"


def press(card) -> None:
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)


def test_a_record_without_gaiji_says_so(panel, make_look):
    panel.show_look(replace(make_look(), gaiji=()))
    assert panel.title.text() == "外字なし"
    assert panel.cards == []


def test_each_code_tells_its_state_in_words(panel):
    names = [card.accessibleName() for card in panel.cards]
    assert panel.title.text() == "外字\n3種・4か所"
    assert "F040" in names[0] and "U+E000" in names[0] and "字形あり" in names[0]
    assert "空白字形" in names[1]
    assert "字形なし" in names[2]


def test_a_missing_glyph_is_never_drawn_from_anywhere(panel):
    panel.grab()
    assert set(panel._picture.asked) == {"\ue000", "\ue001"}


def test_the_pixels_are_the_ones_of_the_picture(panel):
    card = panel.cards[0]
    image = card.grab().toImage()
    assert image.pixelColor(card.glyph_side() // 2, card.height() // 2).name() == "#000000"


def test_clicks_go_from_place_to_place(panel):
    spans = []
    panel._selection.rangeChanged.connect(spans.append)
    for _ in range(3):
        press(panel.cards[2])
    assert spans == [Span(673, 675), Span(790, 792), Span(673, 675)]


def test_the_space_key_picks_too(panel):
    panel.cards[0].setFocus()
    QTest.keyClick(panel.cards[0], Qt.Key.Key_Space)
    assert panel._selection.span == Span(669, 671)


def test_bytes_picked_elsewhere_light_the_card(panel):
    panel._selection.select((660, 672))
    assert [card.picked for card in panel.cards] == [True, True, False]
    panel._selection.select(None)
    assert not any(card.picked for card in panel.cards)
