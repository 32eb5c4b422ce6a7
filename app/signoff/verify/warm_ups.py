"""What the verifier knows of warm-ups: which drill is asked for before live checking, and who passed one, when."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from .months import Months

OF_WARM_UPS = frozenset(("warmup.required", "warmup.lifted", "warmup.passed"))
_CHECKS_OF_ROUND = ("piece.signed", "round.signed")
_CHECKS_OF_DUMMIES = ("dummy.checked", "dummies.signed")
_MOST_ASKED = 100


class WarmUps:
    """``asked``: drill, sheets and pass mark by process or month; ``passed``: day, drill, sheets and mark of
    everybody's last day.
    """

    def __init__(self, months: Months) -> None:
        self._months = months
        self.asked: dict[str, tuple[str, int, int]] = {}
        self.passed: dict[str, list[tuple[str, str, int, int]]] = {}

    def refused(self, kind: str, data: dict[str, Any], time: str) -> Iterator[str]:
        """Why an entry about a warm-up is wrong."""
        if kind == "warmup.passed":
            if data["day"] != _japans_day(time):
                yield "検査前の練習の合格が、その日のものではありません。"
            if not _is_passed(data):
                yield "検査前の練習の成績が、合格点に届いていないか、数が合いません。"
            return
        process, month = data["process"], data["month"]
        scope = process or month
        is_process = process in self._months.works.processes and not month
        if not is_process and not (month in self._months.by_id and not process):
            yield "検査前の練習の条件が、登録されている工程か月のどちらかひとつについてではありません。"
        if kind == "warmup.lifted" and scope not in self.asked:
            yield "求められていない検査前の練習が解除されています。"
        if kind == "warmup.required":
            if data["sheets"] > _MOST_ASKED or data["mark"] > _MOST_ASKED:
                yield "検査前の練習の枚数か合格点が、大きすぎます。"
            if self.asked.get(scope) == (data["drill"], data["sheets"], data["mark"]):
                yield "検査前の練習の条件が、変わらないまま記録されています。"

    def too_early(self, kind: str, by: str, data: dict[str, Any], time: str) -> Iterator[str]:
        """That somebody checked before the warm-up of the day."""
        scopes: list[str] = []
        if kind in _CHECKS_OF_ROUND and data["round"] in self._months.works.rounds:
            scopes = [self._months.works.rounds[data["round"]].process]
        elif kind in _CHECKS_OF_DUMMIES and data["month"] in self._months.by_id:
            scopes = [data["month"], self._months.by_id[data["month"]].process]
        day, mine = _japans_day(time), self.passed.get(by, [])
        for drill, sheets, mark in (self.asked[scope] for scope in scopes if scope in self.asked):
            if not any(own[:2] == (day, drill) and own[2] >= sheets and own[3] >= mark for own in mine):
                yield "求められている検査前の練習に、その日に合格しないまま、検査の署名がされています。"
                return

    def change(self, kind: str, by: str, data: dict[str, Any]) -> None:
        """What an entry makes of it."""
        if kind == "warmup.passed":
            before = [one for one in self.passed.get(by, []) if one[0] == data["day"]]
            self.passed[by] = [*before, (data["day"], data["drill"], data["sheets"], data["mark"])]
            return
        scope = data["process"] or data["month"]
        if kind == "warmup.required":
            self.asked[scope] = data["drill"], data["sheets"], data["mark"]
        else:
            self.asked.pop(scope, None)


def _is_passed(data: dict[str, Any]) -> bool:
    sound = data["sheets"] - data["planted"]
    is_whole = data["found"] <= data["planted"] and 0 <= data["false"] <= sound
    share = 100 * data["found"] >= data["mark"] * data["planted"]
    return bool(is_whole and share and 100 * (sound - data["false"]) >= data["mark"] * sound)


def _japans_day(time: str) -> str:
    return f"{datetime.fromisoformat(time) + timedelta(hours=9):%Y-%m-%d}"
