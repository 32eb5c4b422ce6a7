"""Pages per second and what is left."""

from app.proof.printed.pace import Pace


def test_the_pace_is_that_of_the_last_half_minute_and_tells_what_is_left():
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert pace.words(500_000, 960_000) == ""  # what an earlier run left
    now[0] = 10.0
    assert pace.words(510_000, 960_000) == "1,000 頁/秒　残り 8分"
    now[0] = 100.0
    assert pace.words(510_090, 960_000) == "1.0 頁/秒　残り 124時間58分"


def test_nothing_is_said_of_no_time_or_no_pages():
    now = [0.0]
    pace = Pace(lambda: now[0])
    pace.words(0, 100)
    assert pace.words(50, 100) == ""
    now[0] = 5.0
    assert pace.words(100, 100) == "20 頁/秒　残り 0秒"
    assert pace.words(1, 100) == ""
