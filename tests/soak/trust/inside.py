"""What keeps the window deaf, and where: ``inside.py OUT ROUNDS [SECONDS]`` plays :mod:`hour` and writes to OUT, act by
act, how often and for how long, and which lines of the program the window's thread stood at meanwhile.
"""

import json
import os
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median
from typing import Any, ClassVar

from app.interpreter import tune
from app.ui import bench_use
from app.ui.bench_use import STALL_MS, Heart
from tests.soak.trust import hour

_EACH_SECONDS, _FROM_SECONDS, _DEEP, _TOLD = 0.004, 0.008, 9, 5


class Inside(Heart):
    """Looks at the window's thread again and again while a beat is late."""

    found: ClassVar[defaultdict[str, list[tuple[float, Counter[str]]]]] = defaultdict(list)

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        super().__init__()

    def beat(self) -> None:
        super().beat()
        last, seen, self._seen = self.gaps[-1], self._seen, Counter()
        if last.ms > STALL_MS:
            self.found[last.act].append((last.ms, seen))

    def skip(self) -> None:
        super().skip()
        self._seen = Counter()

    def _look(self) -> None:
        while not self._ended.wait(_EACH_SECONDS):
            if time.clock_gettime(self._clock) - self._last > _FROM_SECONDS:
                self._seen[_stack(sys._current_frames().get(self._main))] += 1


def _stack(frame: Any) -> str:
    """The innermost lines of the program, outermost last; never what they hold."""
    lines: list[str] = []
    while frame is not None and len(lines) < _DEEP:
        name = frame.f_code.co_filename
        if f"{os.sep}app{os.sep}" in name and "bench" not in name:
            lines.append(f"{Path(name).stem}.{frame.f_code.co_name}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(lines)


def told(found: dict[str, list[tuple[float, Counter[str]]]]) -> list[dict[str, Any]]:
    """Acts, those first that kept the window deaf for longest in all."""
    acts = []
    for act, stalls in sorted(found.items(), key=lambda one: -sum(ms for ms, _ in one[1])):
        seen = sum((seen for _, seen in stalls), Counter[str]())
        times = [ms for ms, _ in stalls]
        acts.append(
            {
                "act": act,
                "stalls": len(times),
                "median": round(median(times)),
                "longest": round(max(times)),
                "at": [f"{count}× {place}" for place, count in seen.most_common(_TOLD)],
            }
        )
    return acts


if __name__ == "__main__":
    tune()
    bench_use.Heart = hour.Heart = Inside  # type: ignore[misc]
    hour.main(int(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else float("inf"))
    Path(sys.argv[1]).write_text(json.dumps(told(Inside.found), ensure_ascii=False, indent=1), encoding="utf-8")
