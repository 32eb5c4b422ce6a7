"""From a folder to an open volume, ready to be looked at."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.cases.marks import MarkRules, block_marks, fullest_fits
from app.cases.record_scan import FileScans, RecordScan, joined_blocks, scan_block
from app.equipment.companions import find_companions
from app.equipment.loading import Equipment, equip
from app.equipment.printer import Printer
from app.errors import Cancelled
from app.media.container import Container
from app.media.media_key import Key
from app.media.model import ExpectedFile, OpenedMedia, Volume
from app.media.opening import file_size, unwatched
from app.media.volume import find_volume
from app.month.looking.entering import INDEX, Wanted, enter, read_files
from app.month.looking.open_files import OpenFiles
from app.month.looking.scanning import BLOCK, ScanBeside, scan_beside
from app.month.looking.who import NOBODY, Who
from app.month.looking.workbench import Workbench
from app.notice.items import LAYOUT_NO
from app.progress import Progress, no_progress
from app.records.notice_file import NoticeFile
from app.sheet.place import reserve_mm, takes_barcode
from app.workstation.network import Interfaces
from app.workstation.settings import Settings

_LARGE = 1 << 20
"""Bytes on the medium from which on the whole dictionary is worth reading."""


def open_workbench(
    volume: Volume,
    key: Key | None,
    container: Container,
    equipping: Callable[[Progress], Equipment],
    *,
    progress: Progress = no_progress,
    jobs: int = 2,
    marked: bool = True,
    in_force: Callable[[OpenedMedia, Equipment], Equipment] | None = None,
) -> Workbench:
    """Decrypt, index and mark a volume. What could not be opened is in ``media.problems``; the rest is usable.

    ``equipping`` makes the equipment, beside the decryption.

    ``marked``: false where only a record is looked at, and no list of them; ``in_force`` gives the equipment with the
    form that holds for the medium.
    """
    whole = marked and sum(map(file_size, volume.files)) > _LARGE
    with ThreadPoolExecutor(1) as beside, scan_beside(jobs) as scanning:
        behind = _Behind(progress)
        # While the files are inflated, which leaves a core idle at times.
        making = beside.submit(_equipment, equipping, behind, whole=whole)
        try:
            files = read_files(volume, key, container, progress, jobs, scanning.watch if marked else unwatched)
            behind.alone = True
            equipment = making.result()
        finally:
            behind.stopped = True
        equipment = equipment if in_force is None else in_force(files.media, equipment)
        marks, scans = marks_of(Printer(equipment), files, scanning, progress) if marked else ({}, {})
    return Workbench(files.media, files.notices, files.counts, equipment, marks, scans=scans)


@dataclass(eq=False)
class _Behind:
    """Says how far the equipment is once it is ``alone``: before, the files say it. Once ``stopped`` it ends."""

    progress: Progress
    alone: bool = False
    stopped: bool = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self.stopped:
            raise Cancelled
        if self.alone:
            self.progress(stage, done, total)


def _equipment(equipping: Callable[[Progress], Equipment], progress: Progress, *, whole: bool) -> Equipment:
    """The equipment; ``whole``: with all of the dictionary read."""
    made = equipping(progress)
    if whole:
        _ = made.postal.kinds
    return made


def marks_of(
    printer: Printer, files: OpenFiles, scanning: ScanBeside, progress: Progress
) -> tuple[dict[str, NDArray[np.uint8]], dict[str, FileScans]]:
    """The marks of every record, block by block on all cores, and what was found for them in every file."""
    notices, total, done = files.notices, sum(map(len, files.notices.values())), 0
    marks = {name: np.zeros(len(file), dtype=np.uint8) for name, file in notices.items()}
    blocks: dict[NoticeFile, list[tuple[int, dict[int, RecordScan]]]] = {}
    work = []
    for name, file in notices.items():
        rules = mark_rules(printer, files.media.files[name].expected)
        # Of a sequence of files the neighbours count that stand in another one.
        whole, first = file.in_sequence(0)
        for start in range(0, len(file), BLOCK):
            stop = min(start + BLOCK, len(file))
            known = scanning.found(file, start)
            own = scanning.pool.submit(_scanned_marks, whole, first + start, first + stop, rules, known)
            work.append((name, start, stop, own))
    for name, start, stop, future in work:
        marks[name][start:stop], scan = future.result()
        whole, first = notices[name].in_sequence(start)
        blocks.setdefault(whole, []).append((first, scan))
        done += stop - start
        progress(INDEX, done, total)
    return marks, {whole.name: FileScans(whole, joined_blocks(_in_order(own))) for whole, own in blocks.items()}


def _scanned_marks(
    file: NoticeFile, start: int, stop: int, rules: MarkRules, known: dict[int, RecordScan] | None
) -> tuple[NDArray[np.uint8], dict[int, RecordScan]]:
    scans = scan_block(file, start, stop) if known is None else known
    return block_marks(file, start, stop, rules, scans), scans


def _in_order(blocks: list[tuple[int, dict[int, RecordScan]]]) -> list[dict[int, RecordScan]]:
    return [scan for _, scan in sorted(blocks, key=lambda block: block[0])]


def mark_rules(printer: Printer, expected: ExpectedFile) -> MarkRules:
    """What the marks of one file need of the equipment."""
    equipment, scheme = printer.equipment, expected.scheme
    addressee = equipment.shown[LAYOUT_NO[scheme]].addressee
    size = equipment.barcode.size
    reserve = reserve_mm(addressee, size)
    return MarkRules(
        postal=equipment.postal,
        addressee=addressee,
        reserve_mm=reserve,
        no_barcode_at_all=not takes_barcode(addressee, size),
        cut_off=partial(printer.cut_off, expected),
        fullest_fits=fullest_fits(scheme, addressee, reserve),
    )


def open_folder(
    folder: Path,
    settings: Settings,
    *,
    key_file: Path | None = None,
    offices: Path | None = None,
    gaiji_font: Path | None = None,
    only: str | None = None,
    who: Who = NOBODY,
    progress: Progress = no_progress,
) -> Workbench:
    """Open a folder as a command does: a sample's own companions count unless others are named.

    ``KenpanError`` as :func:`open_for`.
    """
    volume = find_volume(folder)
    companions = find_companions(volume.folder)
    wanted = Wanted(
        volume,
        key_file=key_file or companions.key,
        offices=offices or companions.offices or settings.offices,
        gaiji_font=gaiji_font or companions.gaiji_font or settings.gaiji_font,
        only=only,
    )
    return open_for(who, wanted, settings, progress)


def open_for(
    who: Who, wanted: Wanted, settings: Settings, progress: Progress = no_progress, interfaces: Interfaces | None = None
) -> Workbench:
    """Open a volume with all that belongs to it, for commands and the window.

    ``KenpanError`` as :func:`app.month.looking.entering.enter` and :func:`open_workbench`.
    """

    def read(volume: Volume, key: Key | None, container: Container) -> Workbench:
        marked, own = wanted.only is None, who.equipped
        equipping = partial(equip, wanted.offices, wanted.gaiji_font, settings.postal_dictionary(), settings.forms)
        return open_workbench(volume, key, container, equipping, progress=progress, marked=marked, in_force=own)

    return enter(read, who, wanted, settings, progress, interfaces)
