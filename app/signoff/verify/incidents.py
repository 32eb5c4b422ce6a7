"""What the verifier knows of accidents."""

from collections.abc import Iterator
from typing import Any

OF_INCIDENTS = frozenset(
    ("incident.opened", "incident.told", "incident.contained", "incident.claimed", "incident.closed")
)


class Incidents:
    """Every accident: its month, who wrote it down, envelopes; whether the agency was told, whether it is over."""

    def __init__(self) -> None:
        self.by_id: dict[str, dict[str, Any]] = {}

    def refused(self, kind: str, by: str, data: dict[str, Any]) -> Iterator[str]:
        """Why an entry about an accident is wrong."""
        one = self.by_id.get(data["incident"])
        if kind == "incident.opened":
            if one is not None:
                yield "同じ事故が二度記録されています。"
            if not data["gone"] <= data["envelopes"] <= data["notices"]:
                yield "事故の該当の数が合いません。"
            return
        if one is None or one["over"] or one["month"] != data["month"]:
            yield "ない事故か、終結した事故か、別の月の事故についての記録です。"
            return
        if kind == "incident.contained" and not data["recovered"] <= data["found"] <= one["envelopes"]:
            yield "回収・発見の数が、該当の数と合いません。"
        if kind == "incident.claimed" and data["due"] < data["on"]:
            yield "書面の期限が、指摘の日より前です。"
        if kind == "incident.closed" and (not one["told"] or one["by"] == by):
            yield "機構への連絡がないまま、または記録した人によって、事故が終結されています。"

    def change(self, kind: str, by: str, data: dict[str, Any]) -> None:
        """What an entry makes of it."""
        if kind == "incident.opened":
            own = {"month": data["month"], "by": by, "envelopes": data["envelopes"]}
            self.by_id[data["incident"]] = {**own, "told": False, "over": False}
        elif kind == "incident.told":
            self.by_id[data["incident"]]["told"] = True
        elif kind == "incident.closed":
            self.by_id[data["incident"]]["over"] = True
