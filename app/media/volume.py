"""Which volume a folder is, and which of its files are there (N 表2.1.2-5, ``resources/volumes.csv``)."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from app.errors import KenpanError
from app.media.labels import disc_label
from app.media.model import ExpectedFile, FileKind, MediaFile, Volume
from app.media.plaintext import SUFFIX, shown_name
from app.media.udf import read_udf_label
from app.records.layouts import Scheme
from app.resources import resource_bytes

_LABEL = re.compile(r"(PAP[0-9]{2})([AB])", re.IGNORECASE)
_SPLIT = re.compile(r"(ZMGK[KS]#[0-9]{2})([0-9]{2})")
_LITTER = frozenset({"thumbs.db", ".ds_store", "desktop.ini"})
_MOST_ROWS, _LONGEST = 1000, 60
_MOST_ENTRIES = 10_000
"""Of a folder: a volume holds about 30 files."""
_SHAPE = (
    "巻ラベル PAPnnA または PAPnnB のディスクか、その写しのフォルダー"
    "（KENS#ZMGKK… と ZMGKK#… などのファイルがあるもの）を選んでください。"
)


@cache
def load_expected() -> tuple[ExpectedFile, ...]:
    """Every file that every volume must hold, in the order of the table; ``KenpanError`` ``volume.table``."""
    return read_expected(resource_bytes("volumes.csv"))


def read_expected(raw: bytes) -> tuple[ExpectedFile, ...]:
    """The table that these bytes are; ``KenpanError`` ``volume.table`` if they are none."""
    try:
        rows = list(islice(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")), _MOST_ROWS + 1))
        if not 0 < len(rows) <= _MOST_ROWS:
            raise ValueError("rows")
        return tuple(_expected(row) for row in rows)
    except (ValueError, KeyError, csv.Error) as error:
        raise KenpanError(
            "volume.table",
            "ボリュームとファイルの表を読めません。",
            "resources/volumes.csv を元に戻すか、管理者に連絡してください。",
            file="volumes.csv",
        ) from error


def _expected(row: dict[str, str]) -> ExpectedFile:
    names = ("volume", "file", "scheme", "kind", "prefecture_code", "prefecture")
    if not all(isinstance(row[name], str) and len(row[name]) <= _LONGEST for name in names) or set(row) != set(names):
        raise ValueError("columns")
    if row["scheme"] not in get_args(Scheme) or row["kind"] not in get_args(FileKind) or not row["file"]:
        raise ValueError("a word")
    return ExpectedFile(
        volume=row["volume"],
        name=row["file"],
        scheme=cast(Scheme, row["scheme"]),
        kind=cast(FileKind, row["kind"]),
        prefecture_code=row["prefecture_code"],
        prefecture=row["prefecture"],
    )


def expected_files(volume: str, names: Iterable[str]) -> tuple[ExpectedFile, ...]:
    """Every file that a volume must hold, if files of these names are there.

    Where the first file of a prefecture is there, so must be all those up to the highest split number that is there
    (N 表2.2.2); without it no other is expected.
    """
    found = {name: match for name in names if (match := _SPLIT.fullmatch(name))}
    highest: dict[str, int] = {}
    for match in found.values():
        highest[match[1]] = max(highest.get(match[1], 1), int(match[2]))
    wanted: list[ExpectedFile] = []
    for one in load_expected():
        if one.volume == volume:
            wanted.append(one)
            last = highest.get(one.stem, 1) if one.name in found else 1
            wanted += [replace(one, name=f"{one.stem}{number:02}") for number in range(2, last + 1)]
    return tuple(wanted)


def known_file(name: str) -> ExpectedFile | None:
    """What a file of this name holds, on whichever volume it belongs; ``None`` for any other name."""
    match = _SPLIT.fullmatch(name)
    first = f"{match[1]}01" if match is not None and match[2] != "00" else name
    known = next((one for one in load_expected() if one.name == first), None)
    return None if known is None else replace(known, name=name)


def find_volume(folder: Path, label: str | None = None) -> Volume:
    """The volume in ``folder``, or in its only sub-folder that is one.

    The name comes from the first source that gives one: ``label`` (of the disc, as the caller knows it), the mounted
    disc, the folder's name, or the files' names; in the last case 正/副 is unknown, ``side`` is "A" and ``label``
    has no letter. Missing and unexpected files are listed, never fatal.

    Raises ``KenpanError``: ``volume.none`` when there is no volume, ``volume.unreadable``.
    """
    try:
        _require_folder(folder)
        here = _volume_at(folder, label)
        if here is not None and here.files:
            return here
        inner = [volume for sub in _sub_folders(folder) if (volume := _sub_volume(sub, label))]
    except OSError:
        raise KenpanError(
            "volume.unreadable",
            "フォルダーの中を読めません。",
            "ディスクが入っているか、読み取り権限があるかを確かめてください。",
            file=folder.name,
        ) from None
    if len(inner) == 1:
        return inner[0]
    if len(inner) > 1:
        names = "、".join(volume.label for volume in inner)
        raise KenpanError(
            "volume.none", f"巻が{len(inner)}つあります（{names}）。", "一つのフォルダーを選んでください。"
        )
    if here is not None:
        return here
    raise KenpanError("volume.none", "媒体のファイルが見つかりません。", _SHAPE, file=folder.name)


def parse_label(text: str) -> tuple[str, Literal["A", "B"]] | None:
    """Volume and side of a label such as "PAP03A"; ``None`` for any other text or unknown volume."""
    match = _LABEL.fullmatch(text.strip())
    if match is None or match[1].upper() not in _volumes():
        return None
    return match[1].upper(), cast(Literal["A", "B"], match[2].upper())


def _require_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    if folder.exists() and not folder.is_file():
        raise KenpanError(
            "volume.none",
            "フォルダーではなく、装置・パイプなどです。",
            "ディスクはマウントしてから、そのフォルダーを選んでください。",
            file=folder.name,
        )
    if not folder.exists():
        raise KenpanError(
            "volume.none",
            "フォルダーがありません。",
            "場所を確かめ、ディスクが入っているかを見てください。",
            file=folder.name,
        )
    try:
        image = read_udf_label(folder)
    except OSError:
        image = None
    if image is None:
        raise KenpanError("volume.none", "フォルダーではなくファイルです。", _SHAPE, file=folder.name)
    # The label is text from the media: it is repeated only when it has the shape of a volume label.
    said = f"巻ラベル {image.label.strip().upper()}" if parse_label(image.label) else "巻ラベルは規定外"
    raise KenpanError(
        "volume.none",
        f"ディスクのイメージファイル（UDF、{said}）です。",
        "マウントしてから、そのフォルダーを選んでください。",
        file=folder.name,
    )


@cache
def _volumes() -> frozenset[str]:
    return frozenset(expected.volume for expected in load_expected())


@cache
def _first_names() -> frozenset[str]:
    return frozenset(expected.name for expected in load_expected())


def _sub_folders(folder: Path) -> list[Path]:
    return [path for path in _entries(folder) if path.is_dir()]


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder, sorted; ``OSError`` for a folder that no volume can be in."""
    found = list(islice(folder.iterdir(), _MOST_ENTRIES + 1))
    if len(found) > _MOST_ENTRIES:
        raise OSError("too many entries")
    return sorted(found, key=lambda one: one.name)


def _sub_volume(folder: Path, label: str | None) -> Volume | None:
    """Like ``_volume_at``, for a folder below the disc's root: a volume's name of its own goes before the label.

    ``None`` also without any file of a volume: beside a folder that somebody types may lie thousands of others, and no
    disc is asked about those.
    """
    names = {shown_name(path) for path in _entries(folder)}
    if not any(_SPLIT.fullmatch(name) or name in _first_names() for name in names):
        return None
    found = _volume_at(folder, None if parse_label(folder.name) else label)
    return found if found is not None and found.files else None


def _volume_at(folder: Path, label: str | None) -> Volume | None:
    """The volume in exactly this folder, perhaps with every file missing; ``None`` if nothing names one."""
    entries = [path for path in _entries(folder) if not _is_litter(path.name) and not path.is_dir()]
    paths = [path for path in entries if path.is_file()]
    named = _named(folder, label) or _named_by_files(paths)
    if named is None:
        return None
    shown, volume, side, source = named
    wanted = {expected.name: expected for expected in expected_files(volume, map(shown_name, paths))}
    files, unexpected = _sorted_out(paths, wanted)
    regular = set(paths)
    odd = [MediaFile(shown_name(path), path, _is_encrypted(path), None) for path in entries if path not in regular]
    unexpected = tuple(sorted((*unexpected, *odd), key=lambda file: file.path.name))
    present = {file.name for file in files}
    missing = tuple(expected for name, expected in wanted.items() if name not in present)
    return Volume(shown, volume, side, folder, source, files, missing, unexpected)


class _Named(NamedTuple):
    label: str
    volume: str
    side: Literal["A", "B"]
    source: Literal["disc", "folder", "files"]


def _named(folder: Path, label: str | None) -> _Named | None:
    for text, source in ((label, "disc"), (disc_label(folder), "disc"), (folder.resolve().name, "folder")):
        parsed = parse_label(text or "")
        if parsed is not None:
            return _Named(parsed[0] + parsed[1], *parsed, cast(Literal["disc", "folder"], source))
    return None


def _named_by_files(paths: list[Path]) -> _Named | None:
    """The volume that most of the files belong to."""
    names = {shown_name(path) for path in paths}
    counts = dict.fromkeys(sorted(_volumes()), 0)
    for expected in load_expected():
        counts[expected.volume] += expected.name in names
    volume = max(counts, key=lambda one: counts[one])
    return _Named(volume, volume, "A", "files") if counts[volume] else None


def _sorted_out(
    paths: list[Path], wanted: dict[str, ExpectedFile]
) -> tuple[tuple[MediaFile, ...], tuple[MediaFile, ...]]:
    """The expected files in the order of the table, and the rest.

    When a file is there twice, the encrypted one counts: the plain twin is not what the agency delivered.
    """
    found: dict[str, MediaFile] = {}
    unexpected = []
    for path in sorted(paths, key=lambda one: (not _is_encrypted(one), one.name)):
        name = shown_name(path)
        file = MediaFile(name, path, _is_encrypted(path), wanted.get(name))
        if file.expected is None or name in found:
            unexpected.append(MediaFile(name, path, file.encrypted, None))
        else:
            found[name] = file
    files = tuple(found[name] for name in wanted if name in found)
    return files, tuple(sorted(unexpected, key=lambda file: file.path.name))


def _is_encrypted(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIX)


def _is_litter(name: str) -> bool:
    return name.lower() in _LITTER or name.startswith("._")
