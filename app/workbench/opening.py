"""From a folder to an open workbench."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.checks.marks import MarkRules, block_marks, fullest_fits
from app.errors import KenpanError
from app.media.container import Container
from app.media.keys import Key, read_key_file
from app.media.model import Volume
from app.media.opening import open_media
from app.media.plaintext import shown_name
from app.media.sequences import held_once, notice_files
from app.media.volume import find_volume
from app.notice.items import LAYOUT_NO
from app.progress import Progress, no_progress
from app.records.counts import CountTable, read_count_table
from app.records.notice_file import NoticeFile
from app.sheet.place import reserve_mm, takes_barcode
from app.workbench.equipment import Equipment, equip, find_companions
from app.workbench.network import interfaces_up, media_permission
from app.workbench.printer import Printer
from app.workbench.settings import Settings
from app.workbench.workbench import Workbench

_BLOCK = 32_768


def open_workbench(
    volume: Volume,
    key: Key | None,
    container: Container,
    equipment: Equipment,
    *,
    progress: Progress = no_progress,
    jobs: int = 2,
) -> Workbench:
    """Decrypt, index and mark a volume. What could not be opened is in ``media.problems``; the rest is usable."""
    with ThreadPoolExecutor(1) as beside:
        # Read while the files are inflated, which leaves a core idle at times.
        dictionary = beside.submit(lambda: equipment.postal.kinds)
        media = open_media(volume, key, container, progress=progress, jobs=jobs)
        dictionary.result()
    notices = notice_files(media)
    media = held_once(media, notices)
    counts: dict[str, CountTable] = {
        name: read_count_table(opened.data.tobytes(), opened.scheme, name)
        for name, opened in media.files.items()
        if opened.kind == "counts"
    }
    marks = _marks(Printer(media.files, equipment), notices, progress, jobs)
    return Workbench(media, equipment, notices, counts, marks)


def _marks(
    printer: Printer, notices: Mapping[str, NoticeFile], progress: Progress, jobs: int
) -> dict[str, NDArray[np.uint8]]:
    """The marks of every record, block by block on all cores."""
    total = sum(len(file) for file in notices.values())
    done = 0
    marks = {name: np.zeros(len(file), dtype=np.uint8) for name, file in notices.items()}
    with ThreadPoolExecutor(jobs) as pool:
        work = []
        for name, file in notices.items():
            rules = mark_rules(printer, file)
            # Of a sequence of files the neighbours count that stand in another one.
            whole, first = file.in_sequence(0)
            for start in range(0, len(file), _BLOCK):
                stop = min(start + _BLOCK, len(file))
                work.append((name, start, stop, pool.submit(block_marks, whole, first + start, first + stop, rules)))
        try:
            for name, start, stop, future in work:
                marks[name][start:stop] = future.result()
                done += stop - start
                progress("索引", done, total)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return marks


def mark_rules(printer: Printer, file: NoticeFile) -> MarkRules:
    """What the marks of one file need of the equipment."""
    equipment, scheme = printer.equipment, file.scheme
    addressee = equipment.forms[LAYOUT_NO[scheme]].addressee
    size = equipment.barcode.size
    reserve = reserve_mm(addressee, size)
    return MarkRules(
        postal=equipment.postal,
        addressee=addressee,
        reserve_mm=reserve,
        no_barcode_at_all=not takes_barcode(addressee, size),
        cut_off=partial(printer.cut_off, file.name),
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
    progress: Progress = no_progress,
) -> Workbench:
    """Open a folder as a command does: a sample's own companions count unless others are named.

    ``only`` opens a single file of the volume (``KenpanError`` ``file.none`` if the volume has no such file). Where
    the settings say so, ``network.up`` while a network is connected.
    """
    refused = media_permission(settings, interfaces_up() if settings.refuse_media else ())
    if refused is not None:
        raise refused
    volume = find_volume(folder)
    companions = find_companions(volume.folder)
    equipment = equip(
        offices or companions.offices or settings.offices,
        gaiji_font or companions.gaiji_font or settings.gaiji_font,
        settings.postal_dictionary(),
        settings.forms,
        progress,
    )
    chosen = key_file or companions.key
    key = read_key_file(chosen) if chosen is not None else None
    if only is not None:
        volume = _only(volume, only)
    return open_workbench(volume, key, settings.container(), equipment, progress=progress)


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
