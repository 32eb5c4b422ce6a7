import pytest
import zint

from app.errors import KenpanError
from app.sheet.form_model import PieceBarRule
from app.sheet.model import Rect
from app.sheet.piece_bars import piece_modules, piece_rects

RULE = PieceBarRule((0.33, 0.30, 0.27, 0.25), 10, 8.0)
ROOM = Rect(12.0, 10.0, 80.0, 19.0)
PIECE = "K031301001234567"


def modules_of(rects, module, left):
    """Read modules back from the geometry."""
    end = round((rects[-1].x1 - left) / module)
    middles = [left + (number + 0.5) * module for number in range(end)]
    return "".join("1" if any(bar.x0 < x < bar.x1 for bar in rects) else "0" for x in middles)


def test_the_symbol_equals_another_encoder_s():
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.CODE128
    symbol.encode("K0313A7")  # no two digits for which encoders may choose a different code set
    row = symbol.encoded_data.tolist()[0]
    other = "".join(str(row[x >> 3] >> (x & 7) & 1) for x in range(len(piece_modules("K0313A7"))))
    assert piece_modules("K0313A7") == other


def test_bars_stand_on_the_module_grid():
    rects = piece_rects(PIECE, ROOM, RULE)
    assert modules_of(rects, 0.33, ROOM.x0 + 10 * 0.33) == piece_modules(PIECE)


def test_bars_keep_both_quiet_zones():
    rects = piece_rects(PIECE, ROOM, RULE)
    assert rects[0].x0 == pytest.approx(ROOM.x0 + 3.3)
    assert rects[-1].x1 <= ROOM.x1 - 3.3
    assert {(bar.y0, bar.y1) for bar in rects} == {(10.0, 19.0)}


def test_a_narrow_room_gets_narrower_modules():
    total = len(piece_modules(PIECE)) + 20
    rects = piece_rects(PIECE, Rect(0.0, 0.0, total * 0.28, 8.0), RULE)
    assert min(bar.width for bar in rects) == pytest.approx(0.27)


def test_an_id_that_does_not_fit_is_refused():
    with pytest.raises(KenpanError) as caught:
        piece_rects("A" * 60, ROOM, RULE)
    assert caught.value.code == "piece.id"


@pytest.mark.parametrize("text", ["", "検版1", "A\n"])
def test_characters_that_code_128_lacks_are_refused(text):
    with pytest.raises(KenpanError) as caught:
        piece_modules(text)
    assert caught.value.code == "piece.id"
