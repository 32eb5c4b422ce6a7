"""A comparison in hand: of which files with which form, what it found, what of it is signed, how far people are."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import KenpanError
from app.proof.compared.captions import item_label
from app.proof.compared.differences import DifferenceReview, rule_title
from app.proof.compared.result_file import result_bytes
from app.proof.printed.basis import form_hash
from app.proof.printed.comparison import Comparison
from app.proof.printed.model import Difference, Notice
from app.sheet.measured_form import MeasuredForm, Zone

SCANNER_NOTE, SCANNER_BRIEF = "実機スキャナー未検証", "実機未検証"
"""Stands wherever captures are judged: no real scanner has been tried; the brief one where there is one line."""


@dataclass(frozen=True, eq=False)
class SourcePrint:
    """The print that captured paper came from. ``form`` measures it; ``places``: on which of its pages each notice is
    of which the print says what the records say.
    """

    files: tuple[Path, ...]
    form: MeasuredForm
    places: Mapping[Notice, set[int]]
    basis: str = ""
    """What stands for all that the comparison of it rests on."""

    @cached_property
    def form_sha256(self) -> str:
        """What stands for the form in the ledger."""
        return form_hash(self.form)


class FoundSound(NamedTuple):
    """What is kept of a :class:`SourcePrint`, so that it need not be compared anew: its ``basis``, and the ``places``
    of the notices that were captured, with one more of each file to go by.
    """

    basis: str
    places: Mapping[Notice, set[int]]


@dataclass(frozen=True, eq=False)
class Compared:
    """``raw`` is the result as a file, whose SHA-256 stands for it in the ledger; ``due`` what was to be printed;
    ``forms`` where the forms of captures are from, ``None`` for those at hand; ``source``: what their paper is judged
    by, where it is not the program's own.
    """

    files: tuple[Path, ...]
    form: MeasuredForm
    due: tuple[Notice, ...]
    result: Comparison
    table: dict[str, Any]
    raw: bytes
    review: DifferenceReview
    forms: Path | None = None
    source: SourcePrint | None = None

    @cached_property
    def due_set(self) -> frozenset[Notice]:
        """The same, to be asked."""
        return frozenset(self.due)

    @property
    def of_captures(self) -> bool:
        """Whether scans of paper were compared: a sample, which never stands for the month's print."""
        return "captures" in self.table

    @property
    def of_sealed(self) -> bool:
        """Whether sealed envelopes were compared: most of each piece was not seen."""
        return self.of_captures and "sealed" in self.table["captures"]

    @cached_property
    def alike(self) -> frozenset[frozenset[str]]:
        """Pairs of characters that a lead decided need not be told apart."""
        return frozenset(map(frozenset, self.table["captures"].get("alike", ()))) if self.of_captures else frozenset()

    @property
    def zones(self) -> tuple[Zone, ...]:
        """Where differences are only counted."""
        return self.form.zones

    def ignored(self, zone: Zone) -> int:
        """On how many pages something differed in a zone."""
        return next((int(one["pages"]) for one in self.table["ignored"] if one["zone"] == zone.name), 0)


def unproved_rows(one: Compared) -> Sequence[Mapping[str, Any]]:
    """Every box of captures whose character nobody can tell from another one, as the result has them."""
    return one.table["captures"].get("unproved_boxes", ()) if one.of_captures else ()  # none in earlier versions


def unproved_pairs(one: Compared, notice: Notice) -> Counter[tuple[str, str]]:
    """Of one notice the pairs, as they are expected and could be, with the number of boxes."""
    own = (row for row in unproved_rows(one) if (row["file"], row["record"]) == notice)
    return Counter((str(row["expected"]), str(row["rival"])) for row in own)


def pairs_text(pairs: Iterable[tuple[str, str]]) -> str:
    """``「ー」と「一」、…``, each once."""
    told = sorted({tuple(sorted(pair)) for pair in pairs})
    return "、".join(f"「{first}」と「{second}」" for first, second in told)


def refuse_other(path: Path, then: Any, now: dict[str, Any], prints: str = "印刷データ") -> None:
    """``KenpanError`` ``print.other``, naming what differs, for a result that is not of what there is now."""
    if then != now:
        words = {
            "form": "様式",
            "tolerances": "許容差",
            "zones": "除外域",
            "media": "媒体",
            "notices": "刷る通知書",
            "print_files": prints,
        }
        other = [word for name, word in words.items() if not isinstance(then, dict) or then.get(name) != now[name]]
        raise KenpanError(
            "print.other",
            f"この照合結果のときと違います：{'、'.join(other)}。",
            "照合したときのものを選ぶか、照合をやり直してください。",
            file=path.name,
        )


def compared(
    files: Sequence[Path], form: MeasuredForm, due: Sequence[Notice], result: Comparison, table: dict[str, Any]
) -> Compared:
    """A comparison in hand, nothing of it looked at yet."""
    review = DifferenceReview(result, apart="captures" in table)
    return Compared(tuple(files), form, tuple(due), result, table, result_bytes(table), review)


def with_zone(form: MeasuredForm, zone: Zone) -> MeasuredForm:
    """The form with one zone more; ``KenpanError`` ``zone.name`` for one without name or reason, or a name twice."""
    name, reason = zone.name.strip(), zone.reason.strip()
    if not name or not reason or any(one.name == name for one in form.zones):
        raise KenpanError("zone.name", "除外域には、ほかと違う名前と理由が要ります。", "名前と理由を入力してください。")
    return replace(form, zones=(*form.zones, zone._replace(name=name, reason=reason)))


def without_zone(form: MeasuredForm, name: str) -> MeasuredForm:
    """The form without the zone of this name."""
    return replace(form, zones=tuple(one for one in form.zones if one.name != name))


def hint_of(one: Difference) -> Notice | None:
    """The record that a difference is about."""
    return None if one.record is None else Notice(one.file, one.record)


def machine_verdict(one: Compared, file: str, record: int) -> str:
    """What the comparison says of one notice, for who looks at its piece; empty where it says nothing of it.

    It answers none of the questions of a check sheet: a person looks at the paper.
    """
    notice = Notice(file, record)
    if notice not in one.due_set:
        return ""
    found = [each for each in one.result.findings if (each.file, each.record) == notice]
    of = f"取り込み画像（{SCANNER_BRIEF}）" if one.of_captures else "印刷データ"
    pairs = unproved_pairs(one, notice)
    unproved = f"　未証明 {sum(pairs.values()):,} か所（{pairs_text(pairs)}）" if pairs else ""
    if not found and any(frozenset(pair) not in one.alike for pair in pairs):
        return f"◆ 機械の照合　{of}　責任者が決めていない文字の組があります{unproved}"
    if not found:
        more = unproved + ("（読み取れない頁があります）" if one.result.unreadable else "")
        if one.of_sealed:
            return f"機械の照合　{of}　封筒の窓から見えた所はレコードと一致。ほかは判定していません{more}"
        return f"○ 機械の照合　{of}はレコードと一致{more}"
    if all(each.rule == "print.undecided" for each in found):
        return f"◆ 機械の照合　{of}　判定できない {len(found):,} か所"
    told = "、".join(dict.fromkeys(f"{rule_title(each.rule)} {item_label(each.item)}".strip() for each in found[:3]))
    return f"▲ 機械の照合　{of}　違い {len(found):,} 件：{told}"
