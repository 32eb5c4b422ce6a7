"""Reading the machines' logs: which kind each one is, its columns by header or place, its words by what they mean."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.bounded import TooLargeError, read_regular, why
from app.confined.children import Children
from app.confined.limits import Limits, NotReadError
from app.errors import KenpanError
from app.lists.headers import Header, find_header, fingerprint, plain_header
from app.lists.logs.clock import NO_TIME, joined, milliseconds
from app.lists.logs.lines import MORE
from app.lists.logs.model import UNKNOWN_STAGE, Log, LogProblem, ReadLogs
from app.lists.logs.spec import KEYS, PRINT, REPRINT, STAGES, LogSpec, LogWords, log_specs, log_words, plain_word
from app.progress import Progress, no_progress

SUFFIXES = (".csv", ".tsv", ".txt", ".log", ".dat", ".prn", ".xlsx", ".xlsm")
MAX_LOG_BYTES = 400_000_000
MOST_FILES = 2_000
_BOOKS = (".xlsx", ".xlsm")
_TWICE = "logs.twice"
_HEAD_BYTES = 1 << 16
_LIMITS = Limits(memory_mb=3_000, cpu_s=120, wall_s=300.0, result_mb=800)
_READING = "作業ログの読み込み"
_SHOWN_WORDS, _SHOWN_CELL, _MOST_WORDS = 5, 60, 40
_STEP = "機械から取り出したログを、もう一度取り出してください。"


class Named(NamedTuple):
    """What a person said of a log: its stage (of :data:`STAGES`, or a re-print) and its columns by key."""

    stage: str
    columns: Mapping[str, int]


Known = Mapping[str, Named]
"""By the fingerprint of the headers."""
Results = Mapping[str, bool]
"""Words of a result that a person named, as :func:`app.lists.logs.spec.plain_word` leaves them: whether it passed."""


def log_paths(folder: Path) -> list[Path]:
    """All files under a folder, or the file itself; ``KenpanError`` ``logs.folder`` for none, or too many."""
    found = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
    if not found or len(found) > MOST_FILES:
        what = f"ファイルが{MOST_FILES:,}個を超えています。" if found else "作業ログがありません。"
        raise KenpanError("logs.folder", what, "作業ログのフォルダーを選び直してください。", file=folder.name)
    return found


class LogSource(NamedTuple):
    """A log: its name, and its bytes or where they lie."""

    name: str
    content: Path | bytes


def read_logs(
    paths: Iterable[Path],
    known: Known | None = None,
    progress: Progress = no_progress,
    results: Results | None = None,
) -> ReadLogs:
    """Every log that can be read, and why the others cannot: nothing of what cannot is lost silently."""
    return read_sources([LogSource(path.name, path) for path in paths], known, progress, results)


def read_sources(
    sources: Sequence[LogSource],
    known: Known | None = None,
    progress: Progress = no_progress,
    results: Results | None = None,
) -> ReadLogs:
    """The same, of logs that may be in memory."""
    logs: list[Log] = []
    problems: list[LogProblem] = []
    seen: dict[str, str] = {}
    with Children(1, _LIMITS) as children:
        for at, (name, content) in enumerate(sources):
            progress(_READING, at, len(sources))
            try:
                raw = content if isinstance(content, bytes) else read_bytes(content)
                own = hashlib.sha256(raw).hexdigest()
                if own in seen:
                    raise KenpanError(_TWICE, f"{seen[own]} と同じ内容です。", "どちらか一方にしてください。")
                told = partial(progress, _READING, at, len(sources))
                found = _read(children, name, raw, own, known or {}, results or {}, told)
            except KenpanError as error:
                problems.append(LogProblem(name, error.what, error.next_step, twice=error.code == _TWICE))
            except NotReadError as error:
                problems.append(LogProblem(name, error.what, _STEP))
            else:
                if isinstance(found, LogProblem):
                    problems.append(found)
                else:
                    seen[own] = name
                    logs.append(found)
    return ReadLogs(tuple(logs), tuple(problems), log_words().stand_in)


def read_bytes(path: Path) -> bytes:
    """The bytes of a log; ``KenpanError`` ``logs.kind``, ``logs.large``, ``logs.open``, ``logs.empty``."""
    if path.suffix.lower() not in SUFFIXES:
        raise KenpanError("logs.kind", "CSV・固定長・xlsx のログではありません。", _STEP)
    try:
        raw = read_regular(path, MAX_LOG_BYTES)
    except TooLargeError as error:
        raise KenpanError(
            "logs.large", f"{MAX_LOG_BYTES // 1_000_000} MBを超えています。", "日ごとに分けて取り出してください。"
        ) from error
    except OSError as error:
        raise KenpanError("logs.open", f"ファイルを開けません。{why(error)}", _STEP) from error
    if not raw.strip(b"\0\r\n \t"):
        raise KenpanError("logs.empty", "中身がありません。", _STEP)
    return raw


def _read(
    children: Children, name: str, raw: bytes, sha256: str, known: Known, results: Results, wanted: Any
) -> Log | LogProblem:
    is_book = Path(name).suffix.lower() in _BOOKS
    head = children.run(
        "app.lists.logs.lines:head_of", raw if is_book else raw[:_HEAD_BYTES], is_book, still_wanted=wanted
    )
    rows = _head_rows(head["rows"])
    spec, header = _kind(name, rows, [int(one) for one in head["widths"]], known)
    if isinstance(spec, str):
        return _unnamed(name, spec, rows, header)
    columns = {} if spec.width else {key: at for key, at in header.columns.items() if key in KEYS}
    first = 0 if spec.width else header.row + 1
    width = spec.width or _whole_row(rows, header)
    places = {key: list(place) for key, place in spec.places.items()}
    told = children.run(
        "app.lists.logs.lines:columns_of", raw, is_book, first, str(head["separator"] or ","), columns, places, width,
        still_wanted=wanted,
    )  # fmt: skip
    return _log(name, sha256, len(raw), spec, told, results)


def _head_rows(told: Any) -> list[tuple[str | None, ...]]:
    return [tuple(None if cell is None else str(cell) for cell in row) for row in told]


def _whole_row(rows: Sequence[tuple[str | None, ...]], header: Header) -> int:
    """Cells of a whole row: as many as the header has, if the first rows are not shorter."""
    own = [len(row) for row in rows[header.row : header.row + 4] if any(row)]
    return min(own, default=1)


# Which kind of log it is


def _kind(
    name: str, rows: Sequence[tuple[str | None, ...]], widths: Sequence[int], known: Known
) -> tuple[LogSpec | str, Header]:
    """The log's kind and where its headers stand; a text (Japanese) where nobody can tell."""
    plain = plain_word(Path(name).stem)
    usual = [one for one in widths if one]
    for spec in log_specs():
        if spec.width and usual and usual[0] == spec.width and any(word in plain for word in spec.names):
            return spec, Header(-1, {}, ())
    for at, row in enumerate(rows):
        told = known.get(fingerprint(row))
        if told is not None:
            return _named(told), Header(at, told.columns, ())
    best: tuple[tuple[int, int, int], LogSpec, Header] | None = None
    for spec in log_specs():
        if spec.width:
            continue
        header = find_header(rows, spec.headers)
        if "code" not in header.columns:
            continue
        cells = {plain_header(cell) for row in rows[: header.row + 1] for cell in row if cell}
        words = max((len(word) for word in spec.names if word in plain), default=0)
        score = len(cells & spec.telling), words, len(header.columns)
        if best is None or score > best[0]:
            best = score, spec, header
    if best is None:
        return "現品のコードの列がありません。", find_header(rows, log_specs()[0].headers)
    (telling, words, _), spec, header = best
    if not telling and not words and "stage" not in header.columns:
        return "どの工程のログか、名前からも見出しからも分かりません。", header
    return spec, header


def _named(told: Named) -> LogSpec:
    stage, remake = (PRINT, True) if told.stage == REPRINT else (STAGES.index(told.stage), False)
    return LogSpec(told.stage, "人が列を指定したログ", stage, False, remake, (), frozenset(), {}, 0, {})


def _unnamed(name: str, what: str, rows: Sequence[tuple[str | None, ...]], header: Header) -> LogProblem:
    at = max(header.row, 0)
    shown = tuple(tuple((cell or "")[:_SHOWN_CELL] for cell in row) for row in rows[at : at + 4])
    mark = fingerprint(rows[at]) if at < len(rows) else ""
    return LogProblem(name, what, "列と工程を指定してください。", shown, mark)


# What its rows say


class _Told:
    """What the child said, looked at as foreign: every column as long as the lines."""

    def __init__(self, told: Any) -> None:
        self.line = np.frombuffer(told["lines"], dtype=np.int64)
        self._columns = told["columns"]
        self.broken = tuple(int(one) for one in told["broken"])
        self.broken_count, self.last, self.ended = int(told["broken_count"]), int(told["last"]), bool(told["ended"])

    def raw(self, key: str) -> NDArray[np.bytes_] | None:
        """A column as it stands."""
        own = self._columns.get(key)
        if own is None:
            return None
        found = np.frombuffer(own["raw"], dtype=f"S{int(own['width'])}")
        return self._whole(found)

    def texts(self, key: str) -> tuple[tuple[str, ...], NDArray[np.uint16]]:
        """The texts of a column, and which one stands in each row; one blank text without the column."""
        own = self._columns.get(key)
        if own is None:
            return ("",), np.zeros(len(self.line), dtype=np.uint16)
        texts, at = tuple(str(one) for one in own["texts"]), self._whole(np.frombuffer(own["at"], dtype=np.uint16))
        if len(at) and int(at.max()) >= len(texts):
            raise NotReadError("broken")
        return texts or ("",), at

    def _whole(self, column: NDArray[Any]) -> NDArray[Any]:
        if len(column) != len(self.line):
            raise NotReadError("broken")
        return column


def _log(name: str, sha256: str, size: int, spec: LogSpec, answer: Any, results: Results) -> Log:
    try:
        told = _Told(answer)
    except (KeyError, TypeError, ValueError) as error:
        raise NotReadError("broken") from error
    words, notes = log_words(), list[str]()
    code = told.raw("code")
    if code is None:
        raise NotReadError("broken")
    stage, remake, known_stage = _stages(told, spec, words)
    passed, known = _outcomes(told, spec, words, results)
    odd = ~known_stage & (np.char.str_len(code) > 0)
    if odd.any():
        notes.append(f"意味の分からない工程の行 {int(odd.sum()):,} 行（数えていません）")
    uncoded = (np.char.str_len(code) == 0) | ~known_stage
    unread = _unread(code, words)
    # A row that was cut in the middle of its last cell has all its cells: it is the last one, and says nothing known.
    cut = ~known & (told.line == told.last) if not told.ended else np.zeros(len(code), dtype=bool)
    broken, count = told.broken, told.broken_count
    if cut.any():
        broken, count = (*broken, told.last), count + 1
    strange = _note_words(told, known, cut, notes)
    time = _times(told)
    if (time == NO_TIME).any():
        notes.append(f"日時を読めない行 {int((time == NO_TIME).sum()):,} 行")
    rows = np.flatnonzero(~uncoded & known & ~cut)
    machines, machine = told.texts("machine")
    operators, operator = told.texts("operator")
    reasons, reason = _reasons(told)
    rolls, roll = told.texts("roll")
    modes, mode = told.texts("mode")
    by_hand = np.array([plain_word(one) in words.by_hand for one in modes], dtype=bool)[mode]
    return Log(
        name, spec.title, sha256, size, code[rows], stage[rows], passed[rows], by_hand[rows], remake[rows],
        unread[rows], time[rows], machine[rows], operator[rows], reason[rows], told.line[rows], machines, operators,
        reasons, broken, count, told.last, told.ended, int(uncoded.sum()), tuple(notes), strange, roll[rows], rolls,
    )  # fmt: skip


def _stages(
    told: _Told, spec: LogSpec, words: LogWords
) -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.bool_]]:
    """Stage of each row, whether it is about a re-print, and whether it is about a stage at all."""
    texts, at = told.texts("stage")
    if texts == ("",):
        own = [(spec.stage, spec.remake)]
    else:
        own = [words.stages.get(plain_word(one), (UNKNOWN_STAGE, False)) for one in texts]
    stage = np.array([one for one, _ in own], dtype=np.uint8)[at]
    return stage, np.array([again for _, again in own], dtype=bool)[at], stage != UNKNOWN_STAGE


def _outcomes(
    told: _Told, spec: LogSpec, words: LogWords, results: Results
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each row's piece passed, and whether that is known at all; ``results`` never change a word of ours."""
    texts, at = told.texts("outcome")
    errors, wrong = told.texts("error")
    has_error = np.array([bool(one) and plain_word(one) not in words.none for one in errors], dtype=bool)[wrong]
    if spec.spoiled:
        return np.zeros(len(at), dtype=bool), np.ones(len(at), dtype=bool)
    if texts == ("",):
        return ~has_error, np.ones(len(at), dtype=bool)
    own = [words.outcome(one) if words.outcome(one) is not None else results.get(plain_word(one)) for one in texts]
    passed = np.array([one is True for one in own], dtype=bool)[at] & ~has_error
    known = np.array([one is not None for one in own], dtype=bool)[at] | has_error
    return passed, known


def _note_words(told: _Told, known: NDArray[np.bool_], cut: NDArray[np.bool_], notes: list[str]) -> tuple[str, ...]:
    """Words of a result that nobody knows: their rows are not counted, and said so. Gives those that can be named."""
    odd = ~known & ~cut
    if not odd.any():
        return ()
    texts, at = told.texts("outcome")
    own = [texts[one] for one in np.unique(at[odd])]
    shown = "・".join(f"「{one or '空白'}」"[:_SHOWN_CELL] for one in own[:_SHOWN_WORDS])
    notes.append(f"意味の分からない結果 {shown} の行 {int(odd.sum()):,} 行（数えていません）")
    return tuple(sorted({plain_word(one) for one in own if plain_word(one) and one != MORE}))[:_MOST_WORDS]


def _unread(code: NDArray[np.bytes_], words: LogWords) -> NDArray[np.bool_]:
    marks = [one.encode("ascii") for one in words.unread if one.isascii()]
    found = np.isin(np.char.upper(code), np.array(marks, dtype=np.bytes_)) if marks else np.zeros(len(code), dtype=bool)
    return found | np.char.startswith(code, b"?")


def _times(told: _Told) -> NDArray[np.int64]:
    time, day = told.raw("time"), told.raw("date")
    if time is None:
        return np.full(len(told.line), NO_TIME, dtype=np.int64)
    return milliseconds(time if day is None else joined(day, time))


def _reasons(told: _Told) -> tuple[tuple[str, ...], NDArray[np.uint16]]:
    """Why something was done: the column of reasons, else that of errors, else the result."""
    for key in ("reason", "error", "outcome"):
        texts, at = told.texts(key)
        if texts != ("",):
            return texts, at
    return ("",), np.zeros(len(told.line), dtype=np.uint16)
