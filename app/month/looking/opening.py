"""From a folder to an open volume, ready to be looked at."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.cases.marks import MarkRules, block_marks, fullest_fits
from app.equipment.loading import Equipment, equip, find_companions
from app.equipment.printer import Printer
from app.errors import KenpanError
from app.media.container import Container, OpenContainer
from app.media.media_key import Key, read_key_file
from app.media.model import ExpectedFile, OpenedMedia, Volume
from app.media.opening import open_media, require_key
from app.media.plaintext import shown_name
from app.media.sample import begins_as_sample, carries_nothing_else
from app.media.sequences import held_once, notice_files
from app.media.volume import find_volume
from app.month.looking.who import NETWORK, NOBODY, Who
from app.month.looking.workbench import Workbench
from app.notice.items import LAYOUT_NO
from app.progress import Progress, no_progress
from app.records.counts import CountTable, read_count_table
from app.records.notice_file import NoticeFile
from app.sheet.place import reserve_mm, takes_barcode
from app.workstation.network import Interfaces, interfaces_up, media_permission
from app.workstation.settings import Settings

_BLOCK = 32_768
_INDEX = "索引"


def open_workbench(
    volume: Volume,
    key: Key | None,
    container: Container,
    equipment: Equipment,
    *,
    progress: Progress = no_progress,
    jobs: int = 2,
    marked: bool = True,
) -> Workbench:
    """Decrypt, index and mark a volume. What could not be opened is in ``media.problems``; the rest is usable.

    ``marked``: false where only a record is looked at, and no list of them.
    """
    with ThreadPoolExecutor(1) as beside:
        # Read while the files are inflated, which leaves a core idle at times.
        dictionary = beside.submit(lambda: equipment.postal.kinds if marked else None)
        media = open_media(volume, key, container, progress=progress, jobs=jobs)
        dictionary.result()
    notices = notice_files(media)
    media = held_once(media, notices)
    counts: dict[str, CountTable] = {
        name: read_count_table(opened.data.tobytes(), opened.scheme, name)
        for name, opened in media.files.items()
        if opened.kind == "counts"
    }
    marks = _marks(Printer(equipment), media, notices, progress, jobs) if marked else {}
    return Workbench(media, equipment, notices, counts, marks)


def _marks(
    printer: Printer, media: OpenedMedia, notices: Mapping[str, NoticeFile], progress: Progress, jobs: int
) -> dict[str, NDArray[np.uint8]]:
    """The marks of every record, block by block on all cores."""
    total = sum(len(file) for file in notices.values())
    done = 0
    marks = {name: np.zeros(len(file), dtype=np.uint8) for name, file in notices.items()}
    with ThreadPoolExecutor(jobs) as pool:
        work = []
        for name, file in notices.items():
            rules = mark_rules(printer, media.files[name].expected)
            # Of a sequence of files the neighbours count that stand in another one.
            whole, first = file.in_sequence(0)
            for start in range(0, len(file), _BLOCK):
                stop = min(start + _BLOCK, len(file))
                work.append((name, start, stop, pool.submit(block_marks, whole, first + start, first + stop, rules)))
        try:
            for name, start, stop, future in work:
                marks[name][start:stop] = future.result()
                done += stop - start
                progress(_INDEX, done, total)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return marks


def mark_rules(printer: Printer, expected: ExpectedFile) -> MarkRules:
    """What the marks of one file need of the equipment."""
    equipment, scheme = printer.equipment, expected.scheme
    addressee = equipment.forms[LAYOUT_NO[scheme]].addressee
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """A volume to open. Either ``key`` was typed, or it is to be read from ``key_file``; ``only`` names one file."""

    volume: Volume
    key: Key | None = None
    key_file: Path | None = None
    offices: Path | None = None
    gaiji_font: Path | None = None
    only: str | None = None


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
    """The one way to an open volume, for commands and the window: by somebody who may, and recorded.

    Nothing of the agency's media is decrypted before; what only begins as a sample counts as theirs. ``KenpanError``:
    ``network.up`` where the settings refuse media on a network, ``file.none`` if the volume has no file ``only``,
    those of :class:`app.month.looking.who.Who` and :func:`open_workbench`.
    """
    look = interfaces or interfaces_up
    refuse_on_network(wanted.volume.label, settings, who, look)
    key = read_key_file(wanted.key_file) if wanted.key is None and wanted.key_file is not None else wanted.key
    volume = wanted.volume if wanted.only is None else _only(wanted.volume, wanted.only)
    require_key(volume, key)
    begins = begins_as_sample(wanted.volume, key)
    if not begins:
        who.admit(volume.label)
    equipment = equip(wanted.offices, wanted.gaiji_font, settings.postal_dictionary(), settings.forms, progress)
    # Our own samples are always in our own format, whatever program opens the agency's media here.
    container = OpenContainer() if begins else settings.container()
    marked = wanted.only is None
    bench = open_workbench(volume, key, container, equipment, progress=progress, marked=marked)
    if begins and not carries_nothing_else(bench.media):
        who.admit(volume.label)
    total = sum(map(len, bench.notices.values()))
    progress(_INDEX, total, total)  # the last moment to want it no more
    who.opened(bench, look())
    return bench


def refuse_on_network(volume: str, settings: Settings, who: Who, interfaces: Interfaces | None = None) -> None:
    """``KenpanError`` ``network.up``, recorded, where the settings refuse media on a network and there is one."""
    up = (interfaces or interfaces_up)() if settings.refuse_media else ()
    refused = media_permission(settings, up)
    if refused is not None:
        who.refused(volume, NETWORK, up)
        raise refused


def _only(volume: Volume, name: str) -> Volume:
    wanted = shown_name(Path(name)).upper()
    named = [file.expected for file in volume.files if file.expected is not None and file.name.upper() == wanted]
    # What belongs to a record may stand in another file of its prefecture.
    files = tuple(file for file in volume.files if file.expected and file.expected.stem in {one.stem for one in named})
    if not files:
        held = "、".join(file.name for file in volume.files) or "なし"
        raise KenpanError(
            "file.none", "この媒体にないファイルです。", f"次のどれかを指定してください：{held}", file=name
        )
    return replace(volume, files=files, missing=(), unexpected=())
