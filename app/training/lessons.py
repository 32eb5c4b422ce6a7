"""Lessons as data: text, a record to look at, what of it to look at, and questions (``resources/lessons``).

A trainer writes one without code, into a folder of their own (``resources/training/lesson_example.toml`` says how).
Right answers are not written down where the record knows them: they are what the program reads, prints or extracts of
the record that is shown.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from app.bounded import read_regular
from app.errors import KenpanError
from app.filing.safe_write import write_safely
from app.month.looking.workbench import Workbench
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL
from app.resources import resource_bytes, resource_names
from app.toml_table import FileKind, Table
from app.toml_text import MOST_BYTES
from app.training.demo import CASES
from app.training.worth_showing import telling_records

Face = Literal["sheet", "front", "back", "envelope"]
RecordType = Literal["00", "01", "02"]
AnswerKind = Literal["choice", "field", "print", "item", "offset", "barcode"]

MOST_CHOICES = 5
"""Answers to choose from: each has a key of its own."""
_KIND = FileKind("lesson.file", "教材", "教材のファイルを直し、「読み直す」を押してください（手引き「研修担当」）。")
_MOST_OWN = 99
_STEP = re.compile(r"step ([0-9]+)")
_OWN_NAME = "my_lesson_{:02d}.toml"
WALKS = ("barcode", "gannen", "picture", "gaiji", "order", "totals")
"""What a step can have walked through (:mod:`app.training.walks`)."""
_SCHEMES = ("kounen", "senpo")
_TYPES = {"00": EXTRACT, "01": DETAIL, "02": OFFICE_TOTAL}
_TYPED: tuple[AnswerKind, ...] = ("print", "item", "offset", "barcode")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record to look at: the establishment (``00``), the notice (``01``) or the office's total (``02``) of a case."""

    type: RecordType
    case: str
    scheme: Literal["kounen", "senpo"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question. ``kind`` tells what ``key`` is: the right choice, the 項番 to click, an item's id, a 項番 to read or
    whose offset is asked, or a part of the bar code.
    """

    text: str
    kind: AnswerKind
    key: str
    choices: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """One card: what is said, the record (that of the step before if none is wanted), and what of it is lit; ``walk``
    is what of it is walked through, if anything.
    """

    say: str
    wanted: Wanted
    items: tuple[int, ...]
    face: Face
    ask: Ask | None
    walk: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson; ``id`` is its file's name, which orders them."""

    id: str
    title: str
    goal: str
    steps: tuple[Step, ...]


def load_lessons() -> tuple[Lesson, ...]:
    """The product's own lessons; ``KenpanError`` ``lesson.file`` names what is wrong."""
    return tuple(_lesson(Table.of_resource(_KIND, "lessons", name)) for name in resource_names("lessons", ".toml"))


class Faulty(NamedTuple):
    """A trainer's file that cannot be taught, and why: which entry, and what to do."""

    file: str
    error: KenpanError


def own_lessons(folder: Path, bench: Workbench) -> tuple[tuple[Lesson, ...], tuple[Faulty, ...]]:
    """A trainer's lessons, those that can be taught with this sample, and the files that cannot."""
    good: list[Lesson] = []
    bad: list[Faulty] = []
    for path in sorted(folder.glob("*.toml"))[:_MOST_OWN]:
        try:
            lesson = _lesson(Table.of_file(_KIND, path))
            _try_out(lesson, bench)
        except KenpanError as error:
            bad.append(Faulty(path.name, _with_line(error, path)))
        else:
            good.append(lesson)
    return tuple(good), tuple(bad)


def _try_out(lesson: Lesson, bench: Workbench) -> None:
    """Every record is there, and every question has an answer in it."""
    for number, step in enumerate(lesson.steps, 1):
        try:
            place = find_record(bench, step.wanted)
            if step.ask is not None:
                right_answer(bench, place, step.ask)
            own = {row.item for row in bench.look(*place).fields}
            wrong = [item for item in step.items if item not in own]
            if wrong:
                what = f"項番 {wrong[0]} は {step.wanted.type} のレコードにありません。"
                raise KenpanError("lesson.items", what, "教材を直してください。")
        except KenpanError as error:
            told = f"{error.what}（{error.place}）" if error.place else error.what
            raise KenpanError(
                error.code, told, error.next_step, file=f"{lesson.id}.toml", place=f"step {number}"
            ) from error


def _with_line(error: KenpanError, path: Path) -> KenpanError:
    """The same with the line of the file that its place stands in; unchanged where that cannot be told."""
    try:
        lines = read_regular(path, MOST_BYTES).decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return error
    line = _line_of(lines, error.place)
    if not line:
        return error
    place = f"{line} 行目（{error.place}）"
    return KenpanError(error.code, error.what, error.next_step, file=error.file, place=place)


def _line_of(lines: Sequence[str], place: str) -> int:
    """From 1: the line of ``step 2.ask.right`` in a lesson, or of the nearest thing around it; 0 if there is none."""
    names = place.split(".")
    first, last = 0, len(lines)
    found = 0
    numbered = _STEP.fullmatch(names[0])
    if numbered:
        heads = [at for at, line in enumerate(lines) if line.strip().startswith("[[step]]")]
        number = int(numbered[1])
        if number > len(heads):
            return 0
        first = heads[number - 1]
        last = heads[number] if number < len(heads) else len(lines)
        found, names = first + 1, names[1:]
    for name in names:
        wanted = re.compile(rf"\s*(?:\[step\.)?{re.escape(name)}\s*(?:=|\]|$)")
        at = next((at for at in range(first, last) if wanted.match(lines[at])), None)
        if at is None:
            inside = re.compile(rf"[{{,]\s*{re.escape(name)}\s*=")
            at = next((at for at in range(first, last) if inside.search(lines[at])), None)
        if at is None:
            break
        first, found = at, at + 1
    return found


def write_example(folder: Path) -> Path:
    """A new lesson with every entry explained, under a name that is free; ``KenpanError`` ``export.failed``."""
    names = (folder / _OWN_NAME.format(number) for number in range(1, _MOST_OWN + 1))
    path = next((one for one in names if not one.exists()), None)
    if path is None:
        raise KenpanError(
            "export.failed",
            f"教材は {_MOST_OWN} までです。",
            "使わない教材を別のフォルダーに移してください。",
            file=folder.name,
        )
    return write_safely(path, resource_bytes("training", "lesson_example.toml"))


def _lesson(top: Table) -> Lesson:
    steps: list[Step] = []
    for table in top.children("step"):
        before = steps[-1] if steps else None
        steps.append(_step(table, before))
    if not steps:
        raise top.error("「step」がありません。", "step")
    lesson = Lesson(top.file.removesuffix(".toml"), top.words("title"), top.words("goal"), tuple(steps))
    top.done()
    return lesson


def _step(table: Table, before: Step | None) -> Step:
    if table.has("record"):
        record = table.child("record")
        wanted = Wanted(
            record.choice("kind", ("00", "01", "02")),  # type: ignore[arg-type]
            record.choice("case", tuple(CASES), "plain"),
            record.choice("scheme", _SCHEMES, "kounen"),  # type: ignore[arg-type]
        )
    elif before is not None:
        wanted = before.wanted
    else:
        raise table.error("最初の「step」には「record」が要ります。", "record")
    items = table.wholes("items", 1, 99) if table.has("items") else ()
    face = table.choice("face", ("sheet", "front", "back", "envelope"), before.face if before else "front")
    ask = _ask(table.child("ask")) if table.has("ask") else None
    walk = table.choice("walk", WALKS) if table.has("walk") else ""
    return Step(table.words("say").strip(), wanted, items, face, ask, walk)  # type: ignore[arg-type]


def _ask(table: Table) -> Ask:
    text, why = table.words("text"), table.words("why")
    choices: tuple[str, ...] = ()
    if table.has("choices"):
        choices = table.texts("choices")
        if len(choices) > MOST_CHOICES:
            raise table.error(f"「choices」は {MOST_CHOICES} つまでです。", "choices")
        kind: AnswerKind = "choice"
        key = table.choice("right", choices)
    elif table.has("field"):
        kind, key = "field", str(table.whole("field", 1, 99))
    else:
        typed = table.child("typed")
        kind = next((kind for kind in _TYPED if typed.has(kind)), "print")
        key = str(typed.whole(kind, 1, 99)) if kind in ("item", "offset") else typed.words(kind)
        if kind == "barcode" and key not in ("extracted", "check"):
            raise typed.error("「barcode」に使えるのは extracted・check です。", "barcode")
    return Ask(text, kind, key, choices, why)


def find_record(bench: Workbench, wanted: Wanted) -> tuple[str, int]:
    """File and record (0-based) of what is wanted; ``KenpanError`` ``lesson.record`` if the medium has none."""
    for name, notices in bench.notices.items():
        if notices.scheme != wanted.scheme:
            continue
        at = telling_records(notices).get(wanted.case)
        if at is None:
            continue
        if wanted.type == "01":
            return name, at
        kind = _TYPES[wanted.type]
        others = notices.rows(kind)
        near = int(others.searchsorted(at)) + (-1 if kind == EXTRACT else 0)
        if 0 <= near < len(others):
            return name, int(others[near])
    raise KenpanError(
        "lesson.record",
        "教材が使うレコードが、この媒体にありません。",
        "kenpan sample で作った見本を開いてください。",
        place=f"{wanted.type} {wanted.case}",
    )


def right_answer(bench: Workbench, place: tuple[str, int], ask: Ask) -> str:
    """What is right, as it is written: of a typed answer what the program itself reads, prints or extracts."""
    if ask.kind in ("choice", "field"):
        return ask.key
    look = bench.look(*place)
    found: str | None = None
    if ask.kind == "item":
        found = next((row.text for row in look.fields if row.item == int(ask.key)), None)
    elif ask.kind == "offset":
        found = next((str(row.offset) for row in look.fields if row.item == int(ask.key)), None)
    elif look.content is not None and ask.kind == "print":
        found = next((item.text for item in look.content.items if item.id == ask.key), None)
    elif look.content is not None:
        found = str(getattr(look.content.barcode, ask.key))
    if found is None:
        raise KenpanError(
            "lesson.answer", "教材の問いの答えが、このレコードにありません。", "教材を直してください。", place=ask.key
        )
    return found


def is_right(right: str, given: str) -> bool:
    """Whether an answer says the same; blanks and full or half width are not what is asked."""
    return _plain(given) == _plain(right)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
