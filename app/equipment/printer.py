"""The one printer: record → content → sheet → envelope report. Preview, rules, marks and reports ask it."""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from app.equipment.loading import Equipment
from app.media.model import ExpectedFile
from app.notice.content import NoticeContext, build_content
from app.notice.model import NoticeContent, Side
from app.notice.piece_id import PieceRun
from app.records.notice_file import NoticeFile, notice_file
from app.sheet.envelope import EnvelopeReport, analyse
from app.sheet.form_model import Box, PieceCode, Stack
from app.sheet.model import Sheet
from app.sheet.place import place


@dataclass(frozen=True, slots=True, eq=False)
class Printer:
    """Prints with the ``equipment``, for a ``run`` (``None``: 現品ID of the old form). ``expected``: what the volume's
    table says of the file that a record is of. ``told``: what its user was told of the forms, for the next file.
    """

    equipment: Equipment
    run: PieceRun | None = None
    told: dict[Hashable, bool] = field(default_factory=dict)

    def context(self, expected: ExpectedFile) -> NoticeContext:
        """What ``build_content`` needs to know of a file besides its records."""
        return NoticeContext(
            volume=expected.volume,
            prefecture=expected.prefecture,
            offices=self.equipment.offices,
            postal=self.equipment.postal,
            flyers=self.equipment.flyers,
            redirects=self.equipment.redirects,
            run=self.run,
        )

    def content(self, notices: NoticeFile, record: int, expected: ExpectedFile) -> NoticeContent:
        """What this ``01`` must print."""
        return build_content(notices, record, self.context(expected))

    def sheet(self, content: NoticeContent, only: Side | None = None) -> Sheet:
        """Where it is printed; ``only``: one panel of it."""
        equipment = self.equipment
        shown = equipment.shown[content.layout_no]
        sheet = place(content, shown, equipment.fonts, equipment.barcode.size, only)
        return replace(sheet, form_note=equipment.form_note)

    def part(self, content: NoticeContent, thing: Box | Stack | PieceCode) -> Sheet:
        """Only what stands in one place of its form: nothing else decides where that is."""
        equipment = self.equipment
        form = replace(
            equipment.shown[content.layout_no],
            boxes=(thing,) if isinstance(thing, Box) else (),
            stacks=(thing,) if isinstance(thing, Stack) else (),
            pieces=(thing,) if isinstance(thing, PieceCode) else (),
        )
        own = {thing.id} if not isinstance(thing, Stack) else {item.id for item in thing.items}
        kept = tuple(item for item in content.items if item.id in own)
        return place(replace(content, items=kept), form, equipment.fonts, equipment.barcode.size)

    def envelope(self, sheet: Sheet) -> EnvelopeReport:
        """What the envelope's windows show of it."""
        return analyse(sheet, self.equipment.envelope)

    def cut_off(self, expected: ExpectedFile, raw: bytes) -> frozenset[str]:
        """Items of a detail record, given as its 980 bytes, that do not fit their room on the address panel."""
        alone = notice_file(expected.name, expected.scheme, raw)
        page = self.sheet(self.content(alone, 0, expected), "sheet").page("sheet")
        return frozenset(item.id for item in page.items if item.fit == "overflow")
