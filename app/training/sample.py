"""Sample media: a whole volume of artificial notices with everything that belongs to it."""

import hashlib
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from app.errors import KenpanError
from app.media.container import OpenContainer
from app.media.media_key import Key, write_key_file
from app.media.model import ExpectedFile
from app.media.plaintext import shown_name
from app.media.volume import known_file, load_expected, parse_label
from app.progress import Progress, no_progress
from app.records.count_writing import PAGINGS, write_count_table
from app.records.layouts import COUNT_LENGTH, Scheme
from app.records.notice_file import DETAIL, notice_file
from app.records.text import code_to_char
from app.toml_text import read_toml
from app.training.build import Notices, build_notices
from app.training.dates import CREATED
from app.training.defects import DEFECTS
from app.training.draft import Planted, SampleDraft, plant_all
from app.training.establishments import draw_establishments
from app.training.gaiji_font import DRAWN_CODES, build_gaiji_font
from app.training.offices import SampleOffice, offices_of, offices_workbook, prefecture_weight
from app.training.own_companions import FONT_FILE, OFFICES_FILE, OwnCompanions
from app.training.places import read_towns
from app.training.pools import address_pool, name_pool

MARKER = "sample.toml"
KEY_FILE = "key.toml"

_SCHEMES: tuple[Scheme, ...] = ("kounen", "senpo")
_LEVEL = 1
_SEALERS = 2
_LARGEST_POOL = 20_000
_SMALLEST_POOL = 64
# Room for every special case in each file of a small sample.
_SPECIAL_CASES = 40
_SENPO_SHARE = 0.01
# Prefectures without a coast: their 船保 file exists and is empty.
_NO_COAST = frozenset(("栃木県", "群馬県", "埼玉県", "山梨県", "長野県", "岐阜県", "滋賀県", "奈良県"))


@dataclass(frozen=True, slots=True)
class Shape:
    """What the source leaves open, or what differs from month to month, in the form of a volume.

    ``paging``: where the pages of the 件数表 break (:data:`PAGINGS`). ``offices``: how many pension offices all
    prefectures have together. ``split``: a notice file with more records is written as several of this many.
    ``asterisks``: how long runs of them are; without it they vary.
    """

    paging: str = "plain"
    offices: int | None = None
    split: int | None = None
    asterisks: int | None = None

    def __post_init__(self) -> None:
        if self.paging not in PAGINGS:
            known = "、".join(PAGINGS)
            raise KenpanError("sample.paging", "件数表の改頁の型がありません。", f"次から選んでください：{known}")
        if (self.split is not None and self.split < 1) or (self.asterisks is not None and self.asterisks < 1):
            raise KenpanError(
                "sample.size", "分割のレコード数か「*」の数が 1 より小さい値です。", "1 以上にしてください。"
            )


_USUAL_SHAPE = Shape()


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One file of the sample: records of 980 bytes and notices (``01``, 件); a count table has its lines as records."""

    name: str
    path: Path
    records: int
    notices: int


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """What was made. ``folder`` is the volume, ``planted`` the defects in it."""

    folder: Path
    files: tuple[SampleFile, ...]
    planted: tuple[Planted, ...]
    companions: OwnCompanions

    def __str__(self) -> str:
        lines = [f"見本（架空のデータ）を作りました: {self.folder}"]
        lines += [f"  {file.name}  {file.records:,}レコード  通知書{file.notices:,}件" for file in self.files]
        lines += [f"  仕込み {defect.defect}: {defect.file} レコード{defect.record}" for defect in self.planted]
        return "\n".join(lines)


def make_sample(
    out: Path,
    *,
    establishments: int = 600,
    seed: int = 1,
    volume: str = "PAP03A",
    plain: bool = False,
    defects: frozenset[str] = frozenset(),
    shape: Shape = _USUAL_SHAPE,
    progress: Progress = no_progress,
) -> SampleSummary:
    """Make a volume in ``out/volume`` with its key, office list and 外字 font beside it; the same bytes for a seed.

    Without ``defects`` no rule has anything to object to. Raises ``KenpanError``: ``sample.folder`` (``out`` holds
    something that is no earlier sample), ``sample.write``, ``sample.volume``, ``sample.size``; ``KeyError`` for an
    unknown defect.
    """
    plants = [DEFECTS[name] for name in sorted(defects)]
    expected = _expected(volume)
    volume = volume.strip().upper()
    if establishments < 0:
        raise KenpanError("sample.size", "事業所の数が負です。", "0以上の数を指定してください。")
    try:
        folder = _prepare(out, volume)
        key = _key(seed)
        offices = _offices(expected, shape)
        companions = _write_companions(out, volume, establishments, seed, key, offices)
        draft = _draft(expected, offices, establishments, seed, shape, progress)
        planted = plant_all(draft, plants)
        files = _write_media(folder, draft, None if plain else key, progress)
    except OSError as error:
        raise KenpanError(
            "sample.write", "見本を書き込めません。", "空き容量と書き込み権限を確かめてください。", file=out.name
        ) from error
    return SampleSummary(folder, files, planted, companions)


def draft_sample(
    *, establishments: int = 600, seed: int = 1, volume: str = "PAP03A", shape: Shape = _USUAL_SHAPE
) -> SampleDraft:
    """The volume that :func:`make_sample` writes without defects, in memory only."""
    expected = _expected(volume)
    return _draft(expected, _offices(expected, shape), establishments, seed, shape, no_progress)


def _offices(expected: Sequence[ExpectedFile], shape: Shape) -> dict[str, tuple[SampleOffice, ...]]:
    """The offices of each prefecture of the volume."""
    return offices_of({one.prefecture: one.prefecture_code for one in expected if one.prefecture}, shape.offices)


def _expected(volume: str) -> tuple[ExpectedFile, ...]:
    label = parse_label(volume)
    if label is None:
        raise KenpanError("sample.volume", "そのような巻はありません。", "PAP03A のように指定してください。")
    return tuple(one for one in load_expected() if one.volume == label[0])


def _prepare(out: Path, volume: str) -> Path:
    """The empty volume folder; media files of an earlier sample in ``out`` are removed, anything else refused."""
    refused = KenpanError(
        "sample.folder",
        "見本ではないファイルがあるので、ここには書きません。",
        "空のフォルダーを指定してください。",
        file=out.name,
    )
    if out.exists() and not out.is_dir():
        raise refused
    if out.exists() and any(out.iterdir()):
        earlier = _earlier_volume(out / MARKER)
        if earlier is None:
            raise refused
        # A defect may have put a file of another volume here, and files may have been split.
        for path in (out / earlier).glob("*"):
            if known_file(shown_name(path)) is not None:
                path.unlink()
        if earlier != volume and (out / earlier).is_dir() and not any((out / earlier).iterdir()):
            (out / earlier).rmdir()
    folder = out / volume
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _earlier_volume(marker: Path) -> str | None:
    """The volume of the sample that this marker belongs to, ``None`` if it is none."""
    try:
        table = read_toml(marker)
    except (OSError, ValueError):
        return None
    volume = table.get("volume")
    return volume if table.get("artificial") is True and isinstance(volume, str) and parse_label(volume) else None


def _key(seed: int) -> Key:
    """Looks random and follows from the seed: the key of a sample protects nothing."""
    digest = hashlib.sha512(f"kenpan sample key {seed}".encode()).digest()
    return Key(digest[:32], digest[32:48])


def _write_companions(
    out: Path,
    volume: str,
    establishments: int,
    seed: int,
    key: Key,
    offices: Mapping[str, tuple[SampleOffice, ...]],
) -> OwnCompanions:
    """Everything beside the volume; the marker first, so that a sample left unfinished is known as one."""
    marker = (
        "# この見本はすべて架空のデータです。実在の事業所・船舶所有者・年金事務所とは関係ありません。\n"
        "# 検版はこのファイルを見て、鍵・年金事務所一覧・外字フォントを自動で読み込みます。\n"
        'label = "見本（架空のデータ）"\n'
        "artificial = true\n"
        f'volume = "{volume}"\n'
        f'key = "{KEY_FILE}"\n'
        f'offices = "{OFFICES_FILE}"\n'
        f'gaiji_font = "{FONT_FILE}"\n'
        f"seed = {seed}\n"
        f"establishments = {establishments}\n"
    )
    (out / MARKER).write_text(marker, encoding="utf-8", newline="\n")
    write_key_file(out / KEY_FILE, key)
    listed = [office for group in offices.values() for office in group]
    book, font = offices_workbook(listed), build_gaiji_font()
    (out / OFFICES_FILE).write_bytes(book)
    (out / FONT_FILE).write_bytes(font)
    return OwnCompanions(
        hashlib.sha256(book).hexdigest(),
        {one.code: [one.name, one.postal, one.address, one.phone] for one in listed},
        hashlib.sha256(font).hexdigest(),
        tuple(ord(code_to_char(code) or "") for code in DRAWN_CODES),
    )


def _stream(seed: int, purpose: str) -> np.random.Generator:
    """Numbers of their own for each purpose, so that one part of a sample does not move with another."""
    return np.random.Generator(np.random.PCG64([seed % 2**64, zlib.crc32(purpose.encode())]))


def _draft(
    expected: Sequence[ExpectedFile],
    offices: Mapping[str, tuple[SampleOffice, ...]],
    establishments: int,
    seed: int,
    shape: Shape,
    progress: Progress,
) -> SampleDraft:
    """All files of the volume in memory."""
    sizes = _sizes([one for one in expected if one.kind == "notices"], offices, establishments)
    towns = read_towns(tuple(offices))
    names = {
        scheme: name_pool(scheme, _pool_size(_total(sizes, scheme)), _stream(seed, f"names {scheme}"))
        for scheme in _SCHEMES
    }
    addresses = {
        prefecture: address_pool(
            towns[prefecture],
            _pool_size(max(count for one, count in sizes.items() if one.prefecture == prefecture)),
            _stream(seed, f"addresses {prefecture}"),
        )
        for prefecture in offices
    }
    notices: dict[str, Notices] = {}
    done = 0
    for one, count in sizes.items():
        progress("見本の作成", done, establishments)
        rng = _stream(seed, one.name)
        group, pools = offices[one.prefecture], (names[one.scheme], addresses[one.prefecture])
        drawn = draw_establishments(one.scheme, count, max(len(group), 1), *pools, rng)
        notices[one.name] = build_notices(one.name, one.scheme, group, drawn, *pools, rng, shape.asterisks)
        done += count
    progress("見本の作成", done, establishments)
    counts = {one.name: _count_table(one.scheme, offices, notices, shape) for one in expected if one.kind == "counts"}
    splits = {} if shape.split is None else dict.fromkeys(notices, shape.split)
    return SampleDraft(notices, counts, splits=splits)


def _sizes(
    expected: Sequence[ExpectedFile], offices: Mapping[str, Sequence[SampleOffice]], establishments: int
) -> dict[ExpectedFile, int]:
    """Establishments of each notice file: mostly 厚年, by the size of the prefecture, one 船保 file empty.

    A prefecture without offices has none.
    """
    senpo = [one for one in expected if one.scheme == "senpo"]
    inland = [one for one in senpo if one.prefecture in _NO_COAST]
    empty = inland or senpo[-1:]
    filled = [one for one in expected if one not in empty and offices[one.prefecture]]
    if not filled:
        return dict.fromkeys(expected, 0)
    least = min(_SPECIAL_CASES, establishments // len(filled))
    sizes = {one: least if one in filled else 0 for one in expected}
    for share, scheme in ((_SENPO_SHARE, "senpo"), (1 - _SENPO_SHARE, "kounen")):
        group = [one for one in filled if one.scheme == scheme]
        weights = sum(prefecture_weight(one.prefecture) for one in group) or 1
        room = (establishments - least * len(filled)) * share
        for one in group:
            sizes[one] += int(room * prefecture_weight(one.prefecture) / weights)
    largest = max(filled, key=lambda one: sizes[one])
    sizes[largest] += establishments - sum(sizes.values())
    return sizes


def _total(sizes: Mapping[ExpectedFile, int], scheme: Scheme) -> int:
    return sum(count for one, count in sizes.items() if one.scheme == scheme)


def _pool_size(establishments: int) -> int:
    return min(max(establishments, _SMALLEST_POOL), _LARGEST_POOL)


def _count_table(
    scheme: Scheme, offices: Mapping[str, tuple[SampleOffice, ...]], notices: Mapping[str, Notices], shape: Shape
) -> bytes:
    """Prints of every office of the volume, also of those without any."""
    prints: dict[str, int] = {}
    for one in notices.values():
        if one.scheme == scheme:
            prints |= one.prints
    rows = [(office.code, office.name, prints[office.code]) for group in offices.values() for office in group]
    return write_count_table(sorted(rows), scheme, CREATED, PAGINGS[shape.paging], sample=True)


def _write_media(folder: Path, draft: SampleDraft, key: Key | None, progress: Progress) -> tuple[SampleFile, ...]:
    """Write every file, sealed or plain, the largest first; deflating runs beside the program's lock."""
    contents = draft.contents()
    counted = _added_up(progress, sum(content.size for content in contents.values()))

    def write(name: str) -> Path:
        path = folder / (name if key is None else f"{name}.cmp")
        if key is None:
            contents[name].tofile(path)
            counted(name, contents[name].size)
        else:
            own = replace(key, key=key.key[::-1]) if name in draft.other_key else key
            OpenContainer().seal_to(path, contents[name], own, _LEVEL, lambda _stage, done, _all: counted(name, done))
        return path

    names = sorted(contents, key=lambda name: -contents[name].size)
    with ThreadPoolExecutor(_SEALERS) as pool:
        paths = dict(zip(names, pool.map(write, names), strict=True))
    return tuple(_summary(name, paths[name], contents[name], draft) for name in sorted(paths))


def _added_up(progress: Progress, total: int) -> Callable[[str, int], None]:
    """Report the sum of what several threads have done."""
    done: dict[str, int] = {}
    lock = Lock()

    def report(name: str, so_far: int) -> None:
        with lock:
            done[name] = so_far
            together = sum(done.values())
        progress("見本の書き出し", together, total)

    return report


def _summary(name: str, path: Path, content: NDArray[np.uint8], draft: SampleDraft) -> SampleFile:
    if name in draft.counts:
        return SampleFile(name, path, content.size // COUNT_LENGTH, 0)
    file = notice_file(name, "kounen", content)
    return SampleFile(name, path, len(file), len(file.rows(DETAIL)))
