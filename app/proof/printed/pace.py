"""How fast pages go by, and when they will be done."""

import time
from collections import deque
from collections.abc import Callable

_WINDOW_S = 30.0
_LEAST_S = 1.0


class Pace:
    """Pages per second of the last half minute: what an earlier run left, and a slow start, say nothing of the rest."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def words(self, done: int, total: int) -> str:
        """``1,234 頁/秒　残り 12分``; ``""`` while nothing can be said."""
        now = self._clock()
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[0][0] > _WINDOW_S:
            self._seen.popleft()
        then, before = self._seen[0]
        if now - then < _LEAST_S or done <= before:
            return ""
        rate = (done - before) / (now - then)
        left = (total - done) / rate
        return f"{rate:,.0f} 頁/秒　残り {_span(left)}" if rate >= 10 else f"{rate:.1f} 頁/秒　残り {_span(left)}"


def _span(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole}秒"
    minutes = round(seconds / 60)
    return f"{minutes}分" if minutes < 60 else f"{minutes // 60}時間{minutes % 60}分"
