"""The check sheet of a proof round, as data: what is asked of each piece, which logs and settings must be there."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from app.bounded import read_regular
from app.errors import KenpanError
from app.proof.model import Group, PieceChoice
from app.resources import resource
from app.signoff.process_settings import SettingKind, load_process_settings
from app.toml_text import MOST_BYTES, number, parse_toml

_NAME = ("checksheets", "proof.toml")
_FORMAT = "kenpan-checksheet-1"
_MOST_PIECES = 1000


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One question. ``applies``: ``always``, a special case, or ``not`` a special case."""

    id: str
    label: str
    question: str
    applies: str
    help: str

    def is_asked(self, piece: PieceChoice) -> bool:
        """Whether this piece must be asked it."""
        return applies_to(self.applies, piece.cases)


def applies_to(applies: str, cases: Collection[str]) -> bool:
    """Whether what ``applies`` (:class:`CheckItem`) is asked of a piece with these special cases."""
    if applies == "always":
        return True
    if applies.startswith("not "):
        return applies.removeprefix("not ") not in cases
    return applies in cases


@dataclass(frozen=True, slots=True)
class LogKind:
    """A kind of log that a round must keep; the disposal of earlier pieces only from a job's second round on."""

    id: str
    label: str
    from_round: int = 1


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """All of it. ``counts``: pieces per group; ``confirm``: pieces the lead looks at; ``settings``: the process
    settings without which nothing is proved, which have a table of their own; ``sha256``: of the sheet's file.
    """

    title: str
    items: tuple[CheckItem, ...]
    logs: tuple[LogKind, ...]
    counts: Mapping[Group, int]
    confirm: int
    settings: tuple[SettingKind, ...]
    sha256: str

    def items_for(self, piece: PieceChoice) -> tuple[CheckItem, ...]:
        """The questions that apply to a piece, in their order."""
        return tuple(item for item in self.items if item.is_asked(piece))

    def logs_of(self, round_number: int) -> tuple[LogKind, ...]:
        """The logs that a job's round of this number must keep."""
        return tuple(log for log in self.logs if log.from_round <= round_number)

    def item(self, wanted: str) -> CheckItem:
        """A question by its id; ``KeyError`` if there is none."""
        for one in self.items:
            if one.id == wanted:
                return one
        raise KeyError(wanted)


def load_sheet(content: bytes | None = None) -> CheckSheet:
    """The check sheet in ``resources``; ``KenpanError`` ``checksheet.invalid`` if it is not one, and that of
    :func:`load_process_settings`.
    """
    settings = load_process_settings()
    try:
        raw = read_regular(resource(*_NAME), MOST_BYTES) if content is None else content
        return _sheet(parse_toml(raw), settings, hashlib.sha256(raw).hexdigest())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KenpanError(
            "checksheet.invalid",
            "検査票を読めません。",
            "resources/checksheets/proof.toml を元に戻すか、管理者に連絡してください。",
            file="proof.toml",
        ) from error


@cache
def dummy_sheet() -> CheckSheet:
    """The check sheet of the 機構ダミー: questions only; errors as :func:`load_sheet`."""
    name = "dummy.toml"
    try:
        raw = read_regular(resource("checksheets", name), MOST_BYTES)
        table = parse_toml(raw)
        items = tuple(CheckItem(**one) for one in table["item"])
        if table["format"] != _FORMAT or not items or len({item.id for item in items}) != len(items):
            raise ValueError("no check sheet")
        return CheckSheet(table["title"], items, (), {}, 1, (), hashlib.sha256(raw).hexdigest())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KenpanError(
            "checksheet.invalid",
            "検査票を読めません。",
            f"resources/checksheets/{name} を元に戻すか、管理者に連絡してください。",
            file=name,
        ) from error


def _sheet(table: dict[str, Any], settings: tuple[SettingKind, ...], sha256: str) -> CheckSheet:
    if table["format"] != _FORMAT:
        raise ValueError(table["format"])
    items = tuple(CheckItem(**one) for one in table["item"])
    logs = tuple(LogKind(**one) for one in table["log"])
    counts, confirm = table["round"]["counts"], table["round"]["confirm"]
    if len({item.id for item in items}) != len(items) or set(counts) != {"kounen", "senpo"}:
        raise ValueError("items twice, or not the two groups")
    numbers = {"confirm": confirm, **counts, **{log.id: log.from_round for log in logs}}
    if not all(isinstance(one, int) and number(numbers, name, 1, _MOST_PIECES) for name, one in numbers.items()):
        raise ValueError("a count")
    if confirm > sum(counts.values()):
        raise ValueError("confirm")
    return CheckSheet(table["title"], items, logs, cast(Mapping[Group, int], counts), confirm, settings, sha256)
