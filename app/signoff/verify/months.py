"""What the ledger says of months, and what must not be done to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .compared import (
    OF_COMPARISONS,
    Comparisons,
    approval_problems,
    compared_after,
    comparison_problems,
    received_after,
)
from .counts import OF_COUNTS, Counts, count_problems, counts_after, counts_closed_problems
from .custody import Custody, papers_closed_problems, return_closed_problems
from .dummies import OF_DUMMIES, Dummies, dummies_after, dummy_ground, dummy_problems
from .lists import OF_LISTS, Lists, list_problems, lists_after, lists_closed_problems
from .logs import OF_LOGS, Logs, log_problems, logs_after, logs_closed_problems
from .rules import CLOSERS, GATES, MONTH_PARTS, RECEPTION_COUNTS
from .texts import canonical, digest
from .works import Log, Works, hashes

_OF_GATES = frozenset((*OF_DUMMIES, *OF_LISTS, *OF_LOGS, *OF_COUNTS))
"""Kinds of work that has a gate of its own."""
OF_MONTHS = frozenset(
    (
        "month.opened", "month.bound", "reception.recorded", "reception.refused", "statement.made", "finding.decided",
        "gate.closed", "gate.reopened", "run.released", "store.created", "store.ending", "store.destroyed",
        *_OF_GATES,
        *OF_COMPARISONS,
    )
)  # fmt: skip
"""Kinds about months."""


@dataclass(slots=True)
class Month:
    """One month as of now: name → hash of each part it is bound to; ``shut``: gate → what it was closed on, and by
    which entry; of the last that was written down (``received``), refused and stated of viruses: by medium, at which
    entry; ``copied`` and ``scan``: hashes of what was written down of a medium, and of the last such statement;
    ``decided``: findings by medium; ``stored``: whether its store is there, ``None`` where it was destroyed;
    ``ending``: who asked for that; ``rolls``: roll, piece and whether it was thrown away.
    """

    title: tuple[str, str]
    process: str
    parts: dict[str, str] = field(default_factory=dict)
    shut: dict[str, tuple[dict[str, str], int]] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    stated: int = 0
    copied: dict[str, str] = field(default_factory=dict)
    scan: str = ""
    decided: dict[str, set[str]] = field(default_factory=dict)
    stored: bool | None = False
    ending: str = ""
    dummies: Dummies | None = None
    rolls: list[tuple[str, str, bool]] = field(default_factory=list)
    compared: Comparisons = field(default_factory=Comparisons)
    lists: Lists = field(default_factory=Lists)
    logs: Logs = field(default_factory=Logs)
    counts: Counts = field(default_factory=Counts)

    @property
    def medium(self) -> str:
        """The hash of the month's medium; empty where there is none."""
        return self.parts.get("media", "")

    @property
    def rests(self) -> tuple[str, str, str]:
        """Hashes of lists, comparison and logs that the numbers rest on; empty where there are none."""
        signed = self.compared.signed.get(self.medium)
        carried: str = self.lists.known(self.medium).get("carried", "")
        return carried, "" if signed is None else signed[0]["sha256"], self.logs.known(self.medium).get("sha256", "")


class Months:
    """All months so far; ``works`` are the processes that they are made by, ``custody`` is what is held of them."""

    def __init__(self, works: Works, custody: Custody) -> None:
        self.works, self.custody = works, custody
        self.by_id: dict[str, Month] = {}
        self.keys: set[str] = set()

    def stands(self, wanted: str) -> str:
        """How a month stands: ``new`` where there is none."""
        return "open" if wanted in self.by_id else "new"

    def refused(self, kind: str, by: str, data: dict[str, Any]) -> Iterator[str]:
        """Why an entry about a month that stands as it must is wrong all the same."""
        if kind == "month.opened":
            yield from self._opened(data)
            return
        month = self.by_id[data["month"]]
        if kind == "month.bound":
            told = hashes(data["parts"])
            if len(told) != len(data["parts"]) or not told.keys() <= MONTH_PARTS:
                yield "月に結び付けられないものが結び付いています。"
            elif told == month.parts:
                yield "月の結び直しで、何も変わっていません。"
        elif kind in _OF_GATES:
            yield from self._of_work(month, kind, by, data)
        elif kind in ("gate.closed", "run.released"):
            yield from self._closed(month, kind, by, data)
        elif kind in OF_COMPARISONS:
            yield from comparison_problems(month.compared, kind, data, month.medium)
        elif kind == "gate.reopened" and data["gate"] not in month.shut:
            yield "閉じていない関門が再開されています。"
        elif kind == "statement.made" and data["gate"] not in GATES:
            yield "申告が、まだ対応していない関門のものです。"
        elif kind.startswith("store."):
            yield from self._stored(month, kind, by, data)
        elif kind in ("reception.recorded", "reception.refused", "finding.decided"):
            yield from self._of_medium(month, kind, data)

    def _of_work(self, month: Month, kind: str, by: str, data: dict[str, Any]) -> Iterator[str]:
        if kind in OF_DUMMIES:
            yield from self._of_dummies(month, kind, by, data)
        elif kind in OF_LISTS:
            yield from list_problems(month.lists, kind, data, month.medium, settled=self._is_closed(month, "lists"))
        elif kind in OF_LOGS:
            yield from log_problems(month.logs, kind, by, data, month.medium, settled=self._is_closed(month, "logs"))
        elif kind in OF_COUNTS:
            done = self._is_closed(month, "counts")
            yield from count_problems(month.counts, kind, data, month.medium, month.rests, settled=done)

    def _opened(self, data: dict[str, Any]) -> Iterator[str]:
        if any(month.title == (data["title"], data["period"]) for month in self.by_id.values()):
            yield "同じ月に同じ件名の月があります。"
        if data["process"] not in self.works.processes or data["handover"] > data["delivery"]:
            yield "登録されていない工程の月か、納品日が引渡し日より前の月です。"

    def _stored(self, month: Month, kind: str, by: str, data: dict[str, Any]) -> Iterator[str]:
        if kind == "store.created":
            if month.stored is None:
                yield "消去された保管庫に、新しい鍵が作られています。"
            if data["public_id"] in self.keys:
                yield "保管庫の鍵が、前にあったものと同じです。"
        elif not month.stored:
            yield "ない保管庫についての記録です。"
        elif kind == "store.destroyed" and month.ending in ("", by):
            yield "別の人の申し出がないまま、保管庫が消去されています。"

    def _of_medium(self, month: Month, kind: str, data: dict[str, Any]) -> Iterator[str]:
        is_unopened = kind == "reception.refused" and data["manifest"] == digest("")
        if not is_unopened and (not month.medium or data["manifest"] != month.medium):
            yield "月の媒体でない媒体についての記録です。"
        if kind == "finding.decided" and not (data["findings"] or data["groups"]):
            yield "どの指摘についても決めていない決定です。"
        if kind == "reception.refused" and self._is_closed(month, "reception"):
            yield "受入が済んでいるのに、受入不可とされています。"

    # Gates

    def _now(self, month: Month, gate: str) -> dict[str, str]:
        """What a gate rests on, as it is now."""
        own = {name: hash_ for name, hash_ in month.parts.items() if name in GATES[gate]}
        if gate == "compare":
            return {**own, **month.compared.basis(month.medium)}
        if gate not in CLOSERS.values():
            return own
        more = month.dummies.parts if gate == "dummies" and month.dummies is not None else {}
        return {**own, **self.works.processes[month.process].parts, **more}

    def _is_closed(self, month: Month, gate: str) -> bool:
        """Closed on what there is now, and after every gate before it, each of which stands, too."""
        own = month.shut[gate][1] if gate in month.shut else 0
        names = list(GATES)[: list(GATES).index(gate) + 1]
        return own > 0 and all(
            one in month.shut and month.shut[one][1] <= own and month.shut[one][0] == self._now(month, one)
            for one in names
        )

    def _closed(self, month: Month, kind: str, by: str, data: dict[str, Any]) -> Iterator[str]:
        gate = CLOSERS.get(kind) or data["gate"]
        if gate not in GATES or (gate in CLOSERS.values()) != (kind in CLOSERS):
            yield "この記録では閉じられない関門か、まだ対応していない関門が閉じられています。"
            return
        if self._is_closed(month, gate):
            yield "済んでいる関門が、再開されないまま閉じられています。"
        before = list(GATES)[: list(GATES).index(gate)]
        if not all(self._is_closed(month, one) for one in before):
            yield "前の関門が済んでいないのに、関門が閉じられています。"
        if kind == "run.released":
            yield from self._released(month, data)
            return
        told = hashes(data["bound"])
        if len(told) != len(data["bound"]) or not month.medium or told != self._now(month, gate):
            yield "関門が結び付いているものが、月に結び付いているものと違います。"
        if gate == "reception" and not self._is_received(month):
            yield "受入の記録かウイルス検査の申告がないまま、受け入れられています。"
        elif gate == "reception" and not self._is_judged(month, data["evidence"]):
            yield "署名された転記の判定がないか、否・判定していない項目を残したまま、受け入れられています。"
        if gate == "check" and not self._is_decided(month, data["evidence"]):
            yield "決めていない誤りがあるまま、検査が閉じられています。"
        yield from self._closed_on_work(month, gate, by, data)

    def _closed_on_work(self, month: Month, gate: str, by: str, data: dict[str, Any]) -> Iterator[str]:
        if gate == "lists":
            yield from lists_closed_problems(month.lists, data["evidence"], by, month.medium)
        if gate == "logs":
            yield from logs_closed_problems(month.logs, data["evidence"], by, month.medium)
        if gate in ("reports", "return"):
            closed = papers_closed_problems if gate == "reports" else return_closed_problems
            yield from closed(self.custody, data["month"], data["evidence"], by)
        if gate == "counts":
            yield from counts_closed_problems(month.counts, data["evidence"], by, month.medium, month.rests)
        if gate == "compare":
            yield from approval_problems(month.compared, data["evidence"], by, month.medium)

    def _of_dummies(self, month: Month, kind: str, by: str, data: dict[str, Any]) -> Iterator[str]:
        if kind not in ("dummies.approved", "roll.discarded") and self._is_closed(month, "dummies"):
            yield "ダミーの承認が済んでいるのに、再開されないまま続けられています。"
        now = dummy_ground({**month.parts, **self.works.processes[month.process].parts})
        yield from dummy_problems(month.dummies, month.rolls, kind, by, data, month.medium, now)
        if kind == "dummies.approved":
            yield from self._closed(month, kind, by, data)

    def _is_received(self, month: Month) -> bool:
        since = month.received.get(month.medium, 0)
        return since > month.refused.get(month.medium, 0) and month.stated > since

    def _is_judged(self, month: Month, evidence: list[dict[str, Any]]) -> bool:
        """Whether it is a judgement of what was signed and of the medium, leaves nothing open, and adds up."""
        told = {one["name"]: one for one in evidence}
        texts = {"manifest": month.medium, "copied": month.copied.get(month.medium), "scan": month.scan}
        if len(told) != len(evidence) or not told.keys() >= {*texts, *RECEPTION_COUNTS}:
            return False
        if any(told[name]["text"] != text for name, text in texts.items()):
            return False
        if any(told[name]["unit"] != unit for name, unit in RECEPTION_COUNTS.items()):
            return False
        if told["differs"]["count"] != 0 or told["undone"]["count"] != 0 or not told["points"]["count"]:
            return False
        offices = [one for one in evidence if one["name"].startswith("office.")]
        added = sum(one["count"] or 0 for one in offices)
        is_notices = all(one["unit"] == RECEPTION_COUNTS["notices"] for one in offices)
        return is_notices and told["envelopes"]["count"] is not None and added == told["notices"]["count"]

    def _is_decided(self, month: Month, evidence: list[dict[str, Any]]) -> bool:
        """Whether it says that no error is open, and tells of no more errors than were decided on one by one."""
        counts = {one["name"]: one["count"] for one in evidence}
        errors = counts.get("errors")
        if len(counts) != len(evidence) or errors is None or counts.get("open") != 0:
            return False
        return bool(errors <= len(month.decided.get(month.medium, ())))

    def _released(self, month: Month, data: dict[str, Any]) -> Iterator[str]:
        process = self.works.processes[month.process]
        if data["process"] != month.process or self.works.in_force(month.process) != data["round"]:
            yield "有効な承認のない工程か、月のものでない工程で、本番が開始されています。"
        told, now = hashes(data["parts"]), {**month.parts, **process.parts}
        if told != now or len(told) != len(data["parts"]) or "media" not in told:
            yield "本番を開始したものが、月と工程に結び付いているものと違います。"
        read = hashes(data["settings"])
        settings = {name: hash_ for name, hash_ in process.parts.items() if name.startswith("setting.")}
        if read != settings or len(read) != len(data["settings"]):
            yield "本番開始で、工程の設定が読み直されていないか、違っています。"

    # What an entry makes of them

    def change(self, kind: str, by: str, data: dict[str, Any], seq: int) -> None:
        """What an entry makes of a month."""
        if kind == "month.opened":
            self.by_id.setdefault(data["month"], Month((data["title"], data["period"]), data["process"]))
            return
        month = self.by_id[data["month"]]
        if kind == "month.bound":
            month.parts = hashes(data["parts"])
        elif kind == "reception.recorded":
            month.received[data["manifest"]] = seq
            month.copied[data["manifest"]] = digest(canonical(data["copied"]))
        elif kind == "reception.refused":
            month.refused[data["manifest"]] = seq
        elif kind == "statement.made" and (data["gate"], data["what"]) == ("reception", "virus_scan"):
            month.stated, month.scan = seq, digest(canonical(data["data"]))
        elif kind == "finding.decided":
            keys = {digest(canonical(one)) for one in data["findings"]}
            month.decided.setdefault(data["manifest"], set()).update(keys)
        elif kind in ("gate.closed", "run.released"):
            bound = data["bound"] if kind == "gate.closed" else data["parts"]
            month.shut[CLOSERS.get(kind) or data["gate"]] = hashes(bound), seq
            received_after(month.compared, data)
        elif kind in OF_COMPARISONS:
            compared_after(month.compared, kind, by, data, self.works.processes[month.process].reference)
        elif kind == "gate.reopened":
            month.shut.pop(data["gate"], None)
        elif kind in _OF_GATES:
            self._change_work(month, kind, by, data, seq)
        elif kind.startswith("store."):
            self._change_store(month, kind, by, data)

    def _change_work(self, month: Month, kind: str, by: str, data: dict[str, Any], seq: int) -> None:
        if kind in OF_COUNTS:
            counts_after(month.counts, kind, by, data)
            if kind == "slip.stamped":
                self.works.forms.append(Log(seq, kind, data["name"], data["sha256"], False))
            return
        if kind in OF_LOGS:
            logs_after(month.logs, kind, by, data)
            return
        if kind in OF_LISTS:
            lists_after(month.lists, kind, by, data)
            if kind == "lists.read":
                month.parts["lists"] = data["carried"]
            return
        month.dummies = dummies_after(month.dummies, month.rolls, kind, by, data)
        if not kind.startswith("roll."):
            month.shut.pop("dummies", None)
        if kind == "dummies.approved":
            month.shut["dummies"] = hashes(data["bound"]), seq

    def _change_store(self, month: Month, kind: str, by: str, data: dict[str, Any]) -> None:
        if kind == "store.created":
            month.stored, month.ending = True, ""
            self.keys.add(data["public_id"])
        elif kind == "store.ending":
            month.ending = by
        else:
            month.stored = None
