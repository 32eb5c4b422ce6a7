"""The sheet's way in the envelope comes to every end of its play in small steps."""

from itertools import pairwise

from app.sheet.envelope_file import Slide
from app.ui.review.play import play_round


def test_the_way_comes_to_all_corners_and_both_tilts_and_ends_where_it_began():
    way = play_round(Slide(20.0, 5.0, 1.5))
    assert {(0, 0, 0), (20, 0, 0), (20, 5, 0), (0, 5, 0)} <= set(way)
    assert {place.theta for place in way} >= {1.5, -1.5}
    assert way[0] == way[-1]
    for one, two in pairwise(way):
        assert abs(one.dx - two.dx) <= 1.0 and abs(one.dy - two.dy) <= 1.0
        assert abs(one.theta - two.theta) <= 0.15 + 1e-9


def test_a_sheet_without_play_or_tilt_rests():
    assert set(play_round(Slide(0.0, 0.0, 0.0))) == {(0, 0, 0)}
