"""Made-up logs of two printers, two inserters, a gauge, scales and the way out, for a sample medium.

The first printer writes the roll of paper that each sheet came from, the second does not. Some pieces jam or are thrown
out and are printed again, as they are in a real month. Defects are planted one by one:
each is found once, and nothing else is.
"""

import random
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import openpyxl

from app.errors import KenpanError
from app.notice.piece_id import PieceRun, piece_id
from app.records.notice_file import NoticeFile
from app.tally.model import Pieces, pieces_of
from app.training.offices import fixed_book

DEFECTS = ("lost", "double", "foreign", "unreplaced", "order", "cut", "twice", "other_month", "by_hand")
_SHEET, _ENVELOPE = timedelta(milliseconds=120), timedelta(milliseconds=300)
_PAUSE, _BACK = timedelta(hours=3), timedelta(hours=1)
_REASONS = ("搬送部で紙詰まり", "重送を検知", "厚みが規格外", "重量が規格外", "印字かすれ")
_FEWEST = 12
_ROLLS, _SHORTEST = 6, 12
"""Rolls of paper on a press in a month, and sheets of the shortest one."""
_PRINT_JAM, _INSERT_JAM, _THICK, _HEAVY = range(4)


class _Piece(NamedTuple):
    """An envelope on its way: the codes of its sheets, which making, and on which machine (1 or 2)."""

    codes: tuple[str, ...]
    machine: int


class _Logs:
    """The lines of each log so far, and the clock of each machine."""

    def __init__(self, begin: datetime) -> None:
        self.now = begin
        self.lines: dict[str, list[tuple[str, ...]]] = {}

    def count(self, log: str) -> int:
        """Lines of a log so far."""
        return len(self.lines.get(log, ()))

    def add(self, log: str, *cells: str) -> None:
        """A line."""
        self.lines.setdefault(log, []).append(cells)


def make_machine_logs(
    folder: Path,
    notices: Iterable[NoticeFile],
    volume: str,
    run: PieceRun,
    defects: Collection[str] = (),
    pulled: Iterable[tuple[str, int]] = (),
    share: float = 0.01,
    seed: int = 1,
    day: date | None = None,
) -> dict[str, str]:
    """Write the logs of a month; gives of each planted defect the 現品ID or log that it is about. ``share``: of the
    envelopes, how many are spoiled and made again; ``day``: when the work began. ``KenpanError`` ``sample.defect``,
    ``sample.size`` or ``sample.write``.
    """
    unknown = sorted({*defects} - {*DEFECTS})
    if unknown:
        raise KenpanError(
            "sample.defect", f"ない欠陥です：{'、'.join(unknown)}。", f"{'、'.join(DEFECTS)} から選びます。"
        )
    pieces = pieces_of(notices, pulled)
    if pieces.envelopes < _FEWEST:
        raise KenpanError("sample.size", "作業ログを作る事業所が足りません。", "事業所の数を増やしてください。")
    made = _Run(pieces, volume, run, frozenset(defects), share, seed, day)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made.write(folder)
    except OSError as error:
        raise KenpanError(
            "sample.write", "見本を書き込めません。", "空き容量と書き込み権限を確かめてください。", file=folder.name
        ) from error
    return made.planted


class _Run:
    """A month on the machines, phase by phase."""

    def __init__(
        self,
        pieces: Pieces,
        volume: str,
        run: PieceRun,
        defects: frozenset[str],
        share: float,
        seed: int,
        day: date | None,
    ) -> None:
        self._pieces, self._volume, self._run, self._defects = pieces, volume, run, defects
        begin = datetime.combine(day or date.fromisoformat(f"{run.month}-15"), time(9))  # a machine's own clock
        self._logs = _Logs(begin)
        chosen = random.Random(seed).sample(range(pieces.envelopes), pieces.envelopes)
        chosen.sort(key=lambda envelope: bool(pieces.pulled[envelope]))
        self._lost, self._doubled, self._unreplaced, self._hand = chosen[:4]
        count = min(max(4, round(pieces.envelopes * share)), pieces.envelopes - 4)
        self._sheets = max(_SHORTEST, len(pieces) // 2 // _ROLLS)
        self._spoiled = {envelope: at % 4 for at, envelope in enumerate(chosen[4 : 4 + count])}
        self.planted: dict[str, str] = {}
        self._all()

    def _codes(self, envelope: int, making: int = 1) -> tuple[str, ...]:
        run = self._run._replace(making=making)
        return tuple(
            piece_id(self._volume, *self._pieces.place(notice), run) for notice in self._pieces.of_envelope(envelope)
        )

    def _all(self) -> None:
        envelopes = range(self._pieces.envelopes)
        half = len(envelopes) // 2
        whole = [_Piece(self._codes(one), 1 if one < half else 2) for one in envelopes]
        for one in envelopes:
            self._print(whole[one], jam=self._spoiled.get(one) == _PRINT_JAM)
        self._logs.now += _PAUSE
        for one in envelopes:
            self._through(one, whole[one])
        self._logs.now += _PAUSE
        again = [_Piece(self._codes(one, 2), 1) for one in sorted(self._spoiled)]
        for one, piece in zip(sorted(self._spoiled), again, strict=True):
            self._print_again(piece, _REASONS[self._spoiled[one]])
        self._logs.now += _PAUSE
        for one, piece in zip(sorted(self._spoiled), again, strict=True):
            self._insert(one, piece)
        self._logs.now += _PAUSE
        lost = {self._lost} if "lost" in self._defects else set()
        lost |= {self._unreplaced} if "unreplaced" in self._defects else set()
        remade = dict(zip(sorted(self._spoiled), again, strict=True))
        for one in envelopes:
            if one not in lost and not self._pieces.pulled[one]:
                self._post(remade.get(one, whole[one]))
        self._plant(whole, remade)

    # Stages

    def _print(self, piece: _Piece, *, jam: bool = False) -> None:
        for code in piece.codes:
            self._logs.now += _SHEET
            at, log = self._logs.now.strftime("%Y/%m/%d %H:%M:%S"), f"印字_P{piece.machine}.csv"
            roll = (f"R1{self._logs.count(log) // self._sheets + 1:02}",) if piece.machine == 1 else ()
            self._logs.add(log, at, f"P{piece.machine}", code, "NG" if jam else "OK", *roll)

    def _print_again(self, piece: _Piece, reason: str) -> None:
        self._print(piece)
        for code in piece.codes:
            at = self._logs.now.strftime("%Y/%m/%d %H:%M:%S")
            self._logs.add("再印字.xlsx", at, code, reason, f"P{piece.machine}", "作業者A")

    def _through(self, envelope: int, piece: _Piece) -> None:
        """The first time through the inserter: some are spoiled on their way, or before it."""
        spoiled = self._spoiled.get(envelope)
        if spoiled == _PRINT_JAM or (envelope == self._lost and "lost" in self._defects):
            return
        if envelope == self._unreplaced and "unreplaced" in self._defects:
            self.planted["unreplaced"] = piece.codes[0]
            self._jam(piece, _REASONS[0])
        elif spoiled == _INSERT_JAM:
            self._jam(piece, _REASONS[_INSERT_JAM])
        else:
            self._insert(envelope, piece, spoiled)

    def _jam(self, piece: _Piece, reason: str) -> None:
        self._logs.now += _ENVELOPE
        self._logs.add(f"INS{piece.machine}.{_INSERTER[piece.machine]}", *self._inserted(piece, "ジャム", reason))
        at = self._logs.now.strftime("%Y-%m-%d %H:%M:%S")
        self._logs.add("ジャム.csv", at, f"INS{piece.machine}", piece.codes[0], reason)

    def _inserted(self, piece: _Piece, result: str, reason: str, mode: str = "自動") -> tuple[str, ...]:
        at = self._logs.now.isoformat(sep=" ", timespec="milliseconds")
        return at, f"INS{piece.machine}", piece.codes[0], result, reason, mode

    def _insert(self, envelope: int, piece: _Piece, spoiled: int | None = None) -> None:
        self._logs.now += _ENVELOPE
        by_hand = envelope == self._hand and "by_hand" in self._defects
        cells = self._inserted(piece, "OK", "", "手作業" if by_hand else "自動")
        self._logs.add(f"INS{piece.machine}.{_INSERTER[piece.machine]}", *cells)
        at = self._logs.now + timedelta(seconds=1)
        thick = "NG" if spoiled == _THICK else "OK"
        value = f"{2.4 if spoiled == _THICK else 1.2 + envelope % 7 / 100:.2f}"
        self._logs.add("厚み検査.csv", at.strftime("%Y-%m-%d %H:%M:%S"), "G1", piece.codes[0], value, thick)
        if spoiled == _THICK:
            return
        grams = 41.0 if spoiled == _HEAVY else 24.0 + envelope % 11 / 10
        at += timedelta(seconds=1)
        result = "NG" if spoiled == _HEAVY else "OK"
        line = f"{at:%Y%m%d%H%M%S}{piece.machine:02}{piece.codes[0]:<30}{grams:8.1f}{result}"
        self._logs.add(f"WGT{piece.machine}.dat", f"{line:<64}")

    def _post(self, piece: _Piece) -> None:
        self._logs.now += timedelta(milliseconds=100)
        at = self._logs.now
        self._logs.add("差出.csv", f"{at:%Y/%m/%d}", f"{at:%H:%M:%S}", piece.codes[0], "1")

    # Defects

    def _plant(self, whole: Sequence[_Piece], remade: dict[int, _Piece]) -> None:
        if "lost" in self._defects:
            self.planted["lost"] = whole[self._lost].codes[0]
        if "double" in self._defects:
            self.planted["double"] = whole[self._doubled].codes[0]
            self._logs.now += timedelta(minutes=1)
            self._post(remade.get(self._doubled, whole[self._doubled]))
        if "by_hand" in self._defects:
            self.planted["by_hand"] = whole[self._hand].codes[0]
        if "foreign" in self._defects:
            place = self._pieces.place(0)
            code = piece_id(self._volume, *place, _month_before(self._run))
            self._post(_Piece((code,), 1))
            self.planted["foreign"] = code
        if "order" in self._defects:
            self._turn_back("INS2.txt")
        if "other_month" in self._defects:
            self._other_month()

    def _turn_back(self, log: str) -> None:
        """The machine's clock goes back by an hour in the middle of its work."""
        lines = self._logs.lines[log]
        middle = len(lines) // 2
        for at in range(middle, len(lines)):
            own = datetime.fromisoformat(lines[at][0]) - _BACK
            lines[at] = (own.isoformat(sep=" ", timespec="milliseconds"), *lines[at][1:])
        self.planted["order"] = log

    def _other_month(self) -> None:
        run = _month_before(self._run)
        for notice in range(_FEWEST):
            at = datetime.strptime(f"{run.month}-15 10:00", "%Y-%m-%d %H:%M") + notice * _SHEET
            code = piece_id(self._volume, *self._pieces.place(notice), run)
            self._logs.add("印字_先月.csv", at.strftime("%Y/%m/%d %H:%M:%S"), "P1", code, "OK")
        self.planted["other_month"] = "印字_先月.csv"

    # Files

    def write(self, folder: Path) -> None:
        """Every log as its machine writes it."""
        for name, lines in self._logs.lines.items():
            raw = _written(name, lines)
            if name == "厚み検査.csv" and "cut" in self._defects:
                raw += "2026-12-".encode("cp932")
                self.planted["cut"] = name
            (folder / name).write_bytes(raw)
            if name == "差出.csv" and "twice" in self._defects:
                (folder / "差出（控え）.csv").write_bytes(raw)
                self.planted["twice"] = "差出（控え）.csv"


_INSERTER = {1: "csv", 2: "txt"}
_HEADERS = {
    "印字_P1": ("印字日時", "プリンター号機", "現品ID", "印字結果", "ロール番号"),
    "印字": ("印字日時", "プリンター号機", "現品ID", "印字結果"),
    "再印": ("再印字日時", "現品ID", "再印字理由", "号機", "作業者"),
    "INS": ("日時", "号機", "管理バーコード", "結果", "エラー内容", "運転"),
    "ジャム": ("ジャム日時", "号機", "現品ID", "停止原因"),
    "厚み": ("日時", "号機", "コード", "厚さ[mm]", "厚み判定"),
    "差出": ("差出日", "時刻", "コード", "パレット"),
}


def _written(name: str, lines: Sequence[tuple[str, ...]]) -> bytes:
    headers = next((own for begin, own in _HEADERS.items() if name.startswith(begin)), None)
    rows = lines if headers is None else [headers, *lines]
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.properties.creator = "Kenpan（見本）"
        return fixed_book(book)
    separator = "\t" if name.endswith(".txt") else ","
    text = "".join(separator.join(row) + "\r\n" for row in rows)
    return text.encode("utf-8" if name.startswith("INS") else "cp932")


def _month_before(run: PieceRun) -> PieceRun:
    year, month = (int(part) for part in run.month.split("-"))
    return run._replace(month=f"{year - (month == 1)}-{(month + 10) % 12 + 1:02}")
