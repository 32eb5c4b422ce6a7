"""The check sheet of a proof round, as data: what is asked of each piece, which logs and settings must be there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import get_args

from app.proof.model import Group, PieceChoice
from app.resources import resource
from app.signoff.process_settings import SettingKind, load_process_settings
from app.toml_table import FileKind, Table

_NAME = ("checksheets", "proof.toml")
_FORMAT = "kenpan-checksheet-1"
_MOST_PIECES = 1000
_SHEET = FileKind("checksheet.invalid", "検査票", "resources/checksheets を元に戻すか、管理者に連絡してください。")


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
    own = Table.of_file(_SHEET, resource(*_NAME)) if content is None else Table.of_bytes(_SHEET, _NAME[-1], content)
    own.choice("format", (_FORMAT,))
    about = own.child("round")
    per_group = about.child("counts")
    counts: dict[Group, int] = {group: per_group.whole(group, 1, _MOST_PIECES) for group in get_args(Group)}
    sheet = CheckSheet(
        title=own.words("title"),
        items=_items(own),
        logs=tuple(
            LogKind(row.words("id"), row.words("label"), row.whole("from_round", 1, _MOST_PIECES, 1))
            for row in own.children("log")
        ),
        counts=counts,
        confirm=about.whole("confirm", 1, sum(counts.values())),
        settings=settings,
        sha256=own.sha256,
    )
    own.done()
    return sheet


@cache
def dummy_sheet() -> CheckSheet:
    """The check sheet of the 機構ダミー: questions only; errors as :func:`load_sheet`."""
    own = Table.of_file(_SHEET, resource("checksheets", "dummy.toml"))
    own.choice("format", (_FORMAT,))
    sheet = CheckSheet(own.words("title"), _items(own), (), {}, 1, (), own.sha256)
    own.done()
    return sheet


def _items(own: Table) -> tuple[CheckItem, ...]:
    items = tuple(CheckItem(*(row.words(name) for name in CheckItem.__slots__)) for row in own.children("item"))
    if not items or len({item.id for item in items}) != len(items):
        raise own.error("検査項目がないか、同じ項目が二つあります。", "item")
    return items
