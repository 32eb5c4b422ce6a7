"""Lessons as data: text, a record to look at, what of it to look at, and questions (``resources/lessons``).

A trainer writes one without code. Right answers are not written down where the record knows them: they are what the
program reads, prints or extracts of the record that is shown.
"""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.errors import KenpanError
from app.month.looking.workbench import Workbench
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL
from app.resources import resource_names
from app.toml_table import FileKind, Table
from app.training.demo import CASES
from app.training.worth_showing import telling_records

Face = Literal["sheet", "front", "back", "envelope"]
RecordType = Literal["00", "01", "02"]
AnswerKind = Literal["choice", "field", "print", "item", "offset", "barcode"]

MOST_CHOICES = 5
"""Answers to choose from: each has a key of its own."""
_KIND = FileKind("lesson.file", "教材", "教材のファイルを直してください（書き方は resources/lessons）。")
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
    """One card: what is said, the record (that of the step before if none is wanted), and what of it is lit."""

    say: str
    wanted: Wanted
    items: tuple[int, ...]
    face: Face
    ask: Ask | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson; ``id`` is its file's name, which orders them."""

    id: str
    title: str
    goal: str
    steps: tuple[Step, ...]


def load_lessons(folder: Path | None = None) -> tuple[Lesson, ...]:
    """All lessons, those of ``folder`` after the product's own; ``KenpanError`` ``lesson.file`` names what is wrong."""
    own = [_lesson(Table.of_resource(_KIND, "lessons", name)) for name in resource_names("lessons", ".toml")]
    others = sorted(folder.glob("*.toml")) if folder is not None else []
    return (*own, *(_lesson(Table.of_file(_KIND, path)) for path in others))


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
    return Step(table.words("say").strip(), wanted, items, face, ask)  # type: ignore[arg-type]


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
