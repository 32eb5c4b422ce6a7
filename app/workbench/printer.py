"""The equipment and the open files together: what a record must print, where, and what the envelope shows of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.media.model import OpenedFile
from app.notice.content import NoticeContext, build_content
from app.notice.model import NoticeContent
from app.records.notice_file import NoticeFile, notice_file
from app.sheet.envelope import EnvelopeReport, analyse
from app.sheet.model import Sheet
from app.sheet.place import place
from app.workbench.equipment import Equipment


@dataclass(frozen=True, slots=True, eq=False)
class Printer:
    """``files`` are the opened files of the volume, by name."""

    files: Mapping[str, OpenedFile]
    equipment: Equipment

    def context(self, file: str) -> NoticeContext:
        """What ``build_content`` needs to know of a file besides its records."""
        expected = self.files[file].expected
        return NoticeContext(
            volume=expected.volume,
            prefecture=expected.prefecture,
            offices=self.equipment.offices,
            postal=self.equipment.postal,
            flyers=self.equipment.flyers,
        )

    def content(self, notices: NoticeFile, record: int) -> NoticeContent:
        """What this ``01`` must print."""
        return build_content(notices, record, self.context(notices.name))

    def sheet(self, content: NoticeContent) -> Sheet:
        """Where it is printed."""
        equipment = self.equipment
        return place(content, equipment.forms[content.layout_no], equipment.fonts, equipment.barcode.size)

    def envelope(self, sheet: Sheet) -> EnvelopeReport:
        """What the envelope's windows show of it."""
        return analyse(sheet, self.equipment.envelope)

    def cut_off(self, file: str, raw: bytes) -> frozenset[str]:
        """Items of a detail record, given as its 980 bytes, that do not fit their room on the address panel."""
        alone = notice_file(file, self.files[file].scheme, raw)
        page = self.sheet(self.content(alone, 0)).page("sheet")
        return frozenset(item.id for item in page.items if item.fit == "overflow")
