"""What each record has to show where a form prints it, by the preview's own code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from app.equipment.printer import Printer
from app.lists.keys import rows_of
from app.media.model import ExpectedFile
from app.notice.content import NoticeContext
from app.notice.model import NoticeContent, Side, TextPart
from app.proof.printed.model import Notice
from app.records.layouts import Scheme
from app.records.notice_file import DETAIL, NoticeFile
from app.sheet.form_model import Wording
from app.sheet.measured_form import MeasuredItem, MeasuredPanel

ContentOf = Callable[[str, int], NoticeContent]
ContextOf = Callable[[str], NoticeContext]
_MOST_KEPT = 256


class ExpectedText(NamedTuple):
    """``text`` is what is printed variably, in reading order; ``whole`` the item's own text, for people.

    ``gannen``: what would stand there without the edit for 元年.
    """

    text: str
    whole: str
    gannen: str = ""


def printed_text(item: MeasuredItem, parts: tuple[TextPart, ...]) -> ExpectedText:
    """What this form prints of an item."""
    wording = Wording(item.left_out, item.before)
    if len(parts) == 1 and parts[0].edit is None:  # as nearly all of a month's texts
        whole, form_word = parts[0].text, parts[0].source is None
        text = wording.shown(whole, form_word=form_word)
        return ExpectedText(item.before + text if text.strip() else "", whole)
    whole = "".join([part.text for part in parts])
    shown = [wording.shown(part.text, form_word=part.source is None) for part in parts]
    text = "".join(shown)
    before = ""
    edits = [part.edit for part in parts if part.edit is not None]
    if any(edit.kind == "gannen" for edit in edits):
        before = "".join(
            part.edit.before if part.edit is not None and part.edit.kind == "gannen" else own
            for part, own in zip(parts, shown, strict=True)
        )
    return ExpectedText(item.before + text if text.strip() else "", whole, before)


@dataclass(frozen=True, slots=True)
class MonthContent:
    """What a printer makes of a month's records. It can be sent to another process."""

    printer: Printer
    notices: Mapping[str, NoticeFile]
    expected: Mapping[str, ExpectedFile]

    def content(self, file: str, record: int) -> NoticeContent:
        """What this ``01`` must print."""
        return self.printer.content(self.notices[file], record, self.expected[file])

    def context(self, file: str) -> NoticeContext:
        """What is needed beside the records."""
        return self.printer.context(self.expected[file])


class _Media(Protocol):
    @property
    def files(self) -> Mapping[str, Any]: ...


class ExpectedMonth(Protocol):
    """The open month, as far as it is compared: a workbench is one."""

    @property
    def notices(self) -> Mapping[str, NoticeFile]:
        """The notice files by name."""

    @property
    def printer(self) -> Printer:
        """What says what a record prints."""

    @property
    def media(self) -> _Media:
        """The opened medium."""


def expectation_of(month: ExpectedMonth) -> "Expectation":
    """What its notices have to show; it can be sent to another process."""
    expected = {name: month.media.files[name].expected for name in month.notices}
    made = MonthContent(month.printer, dict(month.notices), expected)
    keys = month.printer.equipment.redirects.keys()
    redirected = {Notice(name, row) for name, file in month.notices.items() for row in rows_of(file, keys).tolist()}
    return Expectation(made.notices, made.content, made.context, frozenset(redirected))


@dataclass(slots=True)
class Expectation:
    """The month as far as a comparison needs it; contents of the latest records are kept.

    ``context_of``: what is needed beside the records of a file, for whole columns of them; ``redirected`` notices,
    which go elsewhere than their record says, are asked for one by one.
    """

    notices: Mapping[str, NoticeFile]
    content_of: ContentOf
    context_of: ContextOf | None = None
    redirected: frozenset[Notice] = frozenset()
    _kept: dict[Notice, NoticeContent] = field(default_factory=dict)

    def content(self, notice: Notice) -> NoticeContent:
        """What this notice must show."""
        found = self._kept.get(notice)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[notice] = self.content_of(*notice)
        return found

    def has(self, notice: Notice) -> bool:
        """Whether there is such a notice."""
        file = self.notices.get(notice.file)
        return file is not None and 0 <= notice.record < len(file) and int(file.types[notice.record]) == DETAIL

    def all(self) -> list[Notice]:
        """Every notice of the month in the order of its files."""
        return [Notice(name, int(record)) for name, file in self.notices.items() for record in file.rows(DETAIL)]

    def scheme(self, notice: Notice) -> Scheme:
        """Its scheme."""
        return self.notices[notice.file].scheme


def panel_texts(panel: MeasuredPanel, content: NoticeContent) -> dict[str, ExpectedText]:
    """What this side must show, by item; ``""`` where nothing is printed."""
    parts = {item.id: item.parts for item in content.items}
    return {item.id: printed_text(item, parts.get(item.id, ())) for block in panel.blocks for item in block.items}


def code_text(pattern: str, content: NoticeContent) -> str:
    """What a code with this pattern says of a notice."""
    name = content.file
    named = {"letter": name[4], "prefecture": name[6:8], "split": name[8:10], "record": content.record}
    return pattern.format(piece_id=content.piece_id, **named)


def sides(panels: Mapping[tuple[Side, Scheme], MeasuredPanel], scheme: Scheme) -> frozenset[Side]:
    """The sides that are printed for a scheme."""
    return frozenset(side for side, own in panels if own == scheme)
