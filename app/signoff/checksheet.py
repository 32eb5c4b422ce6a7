"""The check sheet of a proof round, as data: what is asked of each piece, which logs and settings must be there."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from app.errors import KenpanError
from app.proof.model import Group, PieceChoice
from app.resources import resource
from app.signoff.process_settings import SettingKind, load_process_settings

_NAME = ("checksheets", "proof.toml")
_FORMAT = "kenpan-checksheet-1"


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
        if self.applies == "always":
            return True
        if self.applies.startswith("not "):
            return self.applies.removeprefix("not ") not in piece.cases
        return self.applies in piece.cases


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
    raw = resource(*_NAME).read_bytes() if content is None else content
    settings = load_process_settings()
    try:
        return _sheet(tomllib.loads(raw.decode("utf-8")), settings, hashlib.sha256(raw).hexdigest())
    except (ValueError, KeyError, TypeError) as error:
        raise KenpanError(
            "checksheet.invalid",
            "検査票を読めません。",
            "resources/checksheets/proof.toml を元に戻すか、管理者に連絡してください。",
            file="proof.toml",
        ) from error


def _sheet(table: dict[str, Any], settings: tuple[SettingKind, ...], sha256: str) -> CheckSheet:
    if table["format"] != _FORMAT:
        raise ValueError(table["format"])
    items = tuple(CheckItem(**one) for one in table["item"])
    logs = tuple(LogKind(**one) for one in table["log"])
    counts, confirm = table["round"]["counts"], table["round"]["confirm"]
    if len({item.id for item in items}) != len(items) or set(counts) != {"kounen", "senpo"}:
        raise ValueError("items twice, or not the two groups")
    if not 0 < confirm <= sum(counts.values()):
        raise ValueError("confirm")
    return CheckSheet(table["title"], items, logs, cast(Mapping[Group, int], counts), confirm, settings, sha256)
