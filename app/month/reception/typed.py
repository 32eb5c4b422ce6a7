"""What people read off labels and papers at 受入 and type in: fields by id, read with Japanese messages.

Kept as it was typed, text by field id: the same table makes the form, is recorded, and is read again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal, cast

from app.errors import KenpanError
from app.japan_time import JST
from app.month.reception.reading import (
    Month,
    read_choice,
    read_clock,
    read_day,
    read_labels,
    read_month,
    read_number,
    read_text,
    unread,
)
from app.records.layouts import Scheme
from app.shown import shown

Kind = Literal["text", "date", "time", "month", "count", "label", "labels", "choice"]
Group = Literal["disc", "case", "paper", "hand", "order", "scan", "pair", "explain"]
Typed = Mapping[str, str]
"""Texts as typed, by field id; an empty text is as good as none."""

GROUP_NAMES: Mapping[Group, str] = {
    "disc": "ディスクラベル",
    "case": "ケースラベル",
    "paper": "紙の件数表",
    "hand": "受渡し",
    "order": "委託票・受託票",
    "scan": "スキャン",
    "pair": "正副",
    "explain": "件数の差の理由",
}
SCHEMES: Mapping[Scheme, str] = {"kounen": "厚年", "senpo": "船保"}
SIDES = (("A", "正"), ("B", "副"))
SCAN_RESULTS = (("clean", "検出なし"), ("found", "検出あり"), ("failed", "スキャンできなかった"))
EXPLANATIONS = (("disaster", "災害による減少"), ("other", "その他"))
MOST_EXPLANATIONS = 5
MOST_EXTRA = 20


@dataclass(frozen=True, slots=True)
class TypedField:
    """One field of the form. ``choices`` are values with their words; a person may type either."""

    id: str
    group: Group
    label: str
    kind: Kind = "text"
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""

    @property
    def place(self) -> str:
        """Where it is typed, for messages: ``ケースラベル　作成年月日``."""
        return self.label if self.group == "order" else f"{GROUP_NAMES[self.group]}　{self.label}"


FIELDS: tuple[TypedField, ...] = (
    TypedField("disc.title", "disc", "タイトル", help="ラベルのとおりに。電子媒体仕様書 表3.1-1"),
    TypedField("disc.side", "disc", "正／副", "choice", choices=SIDES),
    TypedField("disc.volume", "disc", "ボリューム名", "label", help="PAP03A の形"),
    TypedField("case.contractor", "case", "受託業者名"),
    TypedField("case.title", "case", "タイトル", help="ラベルのとおりに。電子媒体仕様書 表3.1-2"),
    TypedField("case.side", "case", "正／副", "choice", choices=SIDES),
    TypedField("case.volume", "case", "ボリューム名", "label"),
    TypedField("case.created", "case", "作成年月日", "date", help="令和8年12月10日 の形"),
    TypedField("case.counts", "case", "件数", help="「…処理結果件数表を参照」か、件数"),
    TypedField("case.agency", "case", "機構担当名"),
    TypedField("hand.brought", "hand", "持参した人", help="所属と氏名"),
    TypedField("hand.received", "hand", "受領した人", help="所属と氏名"),
    TypedField("hand.date", "hand", "受領日", "date"),
    TypedField("hand.time", "hand", "受領時刻", "time", help="10:30 の形"),
    TypedField("order.number", "order", "委託票の番号"),
    TypedField("order.date", "order", "委託票の委託日", "date"),
    TypedField("order.month", "order", "委託票の月分", "month", help="12月分 の形"),
    TypedField("order.receipt", "order", "受託票の番号"),
    TypedField("order.receipt_date", "order", "受託票の日付", "date"),
    TypedField("order.discs", "order", "受託票の媒体の枚数", "count", help="DVD（USB）の枚数"),
    TypedField("scan.tool", "scan", "ソフトの名前と版"),
    TypedField("scan.pattern", "scan", "パターンの日付", "date"),
    TypedField("scan.date", "scan", "日", "date"),
    TypedField("scan.time", "scan", "時刻", "time"),
    TypedField("scan.media", "scan", "対象の媒体", "labels", help="PAP03A、PAP03B の形"),
    TypedField("scan.result", "scan", "結果", "choice", choices=SCAN_RESULTS),
    TypedField("scan.by", "scan", "実施者"),
    TypedField("pair.absent", "pair", "正副を比べられない理由", required=False, help="もう一枚を受け取っていないとき"),
    *(
        one
        for scheme, name in SCHEMES.items()
        for one in (
            TypedField(f"paper.{scheme}.created", "paper", f"{name} 作成年月日", "date"),
            TypedField(f"paper.{scheme}.total", "paper", f"{name} 合計", "count"),
        )
    ),
    *(
        one
        for at in range(1, MOST_EXPLANATIONS + 1)
        for one in (
            TypedField(f"explain.{at}.kind", "explain", f"理由 {at} の種類", "choice", False, EXPLANATIONS),
            TypedField(f"explain.{at}.prefectures", "explain", f"理由 {at} の都県", "text", False, help="空欄は全都県"),
            TypedField(f"explain.{at}.text", "explain", f"理由 {at}", required=False),
        )
    ),
)  # fmt: skip
"""The fixed fields in the order of the form; to them come the lines of the paper 件数表 (:func:`paper_fields`)."""


_CHOICES = {one.id: dict(one.choices) for one in FIELDS if one.choices}
_IDS = frozenset(one.id for one in FIELDS)


def is_field(name: str) -> bool:
    """Whether the form has a field of this id, or a line of some office's paper 件数表."""
    return name in _IDS or name.startswith(("paper.kounen.", "paper.senpo."))


PLACES: Mapping[str, str] = {one.id: one.place for one in FIELDS}
"""Where each fixed field is typed, for messages."""


@dataclass(frozen=True, slots=True)
class Office:
    """One office that a line of the paper 件数表 is asked for."""

    scheme: Scheme
    code: str
    name: str


def paper_field(scheme: Scheme, code: str) -> str:
    """The field id of an office's プリント数."""
    return f"paper.{scheme}.office.{code}"


def paper_fields(offices: Iterable[Office]) -> tuple[TypedField, ...]:
    """The fields of the paper 件数表's lines: one for each office of the medium, and some for others on the paper."""
    own = tuple(
        TypedField(paper_field(one.scheme, one.code), "paper", f"{SCHEMES[one.scheme]} {one.code} {one.name}", "count")
        for one in offices
    )
    others = tuple(
        made
        for scheme, name in SCHEMES.items()
        for at in range(1, MOST_EXTRA + 1)
        for made in (
            TypedField(f"paper.{scheme}.extra.{at}.name", "paper", f"{name} 媒体にない事務所 {at}", required=False),
            TypedField(
                f"paper.{scheme}.extra.{at}.count", "paper", f"{name} 媒体にない事務所 {at} の枚数", "count", False
            ),
        )
    )
    return (*own, *others)


@dataclass(frozen=True, slots=True)
class TypedProblem:
    """A field that is empty or cannot be read: its id, and what to show beside it."""

    field: str
    group: Group
    place: str
    what: str
    next_step: str


Value = str | date | time | int | Month | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transcription:
    """What was typed, read. ``typed`` is the text itself, made visible; ``values`` what it means, by field id: a field
    that is empty or has a problem is not in there.
    """

    typed: Typed
    values: Mapping[str, Value] = field(default_factory=dict)
    problems: tuple[TypedProblem, ...] = ()

    def text(self, name: str) -> str:
        """A text, a choice's value, or ``""``."""
        return cast(str, self.values.get(name, ""))

    def day(self, name: str) -> date | None:
        """A date."""
        return cast("date | None", self.values.get(name))

    def month(self, name: str) -> Month | None:
        """A year, ``None`` where only the month stands on the paper, and a month."""
        return cast("Month | None", self.values.get(name))

    def number(self, name: str) -> int | None:
        """A count."""
        return cast("int | None", self.values.get(name))

    def labels(self, name: str) -> tuple[str, ...]:
        """Volume labels; a field for one has one."""
        return cast("tuple[str, ...]", self.values.get(name, ()))

    def moment(self, group: str) -> datetime | None:
        """Date and time of a group (``hand``, ``scan``) in Japan's time."""
        day, clock = self.day(f"{group}.date"), cast("time | None", self.values.get(f"{group}.time"))
        return None if day is None or clock is None else datetime.combine(day, clock, JST)

    def shown(self, name: str) -> str:
        """The text as typed, a choice in its words, ``（未入力）`` if there is none."""
        text = self.typed.get(name) or "（未入力）"
        return _CHOICES.get(name, {}).get(text, text)


def read_transcription(typed: Typed, offices: Iterable[Office]) -> Transcription:
    """Read everything typed; never raises for what a person typed, see ``problems``. Unknown ids are a ``KeyError``.

    What is required and missing is a problem, too.
    """
    fields = (*FIELDS, *paper_fields(offices))
    if unknown := typed.keys() - {one.id for one in fields}:
        raise KeyError(sorted(unknown)[0])
    texts = {name: shown(text.strip()) for name, text in typed.items() if text.strip()}
    values: dict[str, Value] = {}
    problems = []
    for one in fields:
        text = texts.get(one.id, "")
        if not text and not one.required:
            continue
        try:
            values[one.id] = read_field(one, text)
        except KenpanError as error:
            problems.append(TypedProblem(one.id, one.group, one.place, error.what, error.next_step))
    return Transcription(texts, values, tuple(problems))


def read_field(one: TypedField, text: str) -> Value:
    """One field by itself, while it is typed; ``KenpanError`` ``reception.typed`` says what is wrong with it."""
    text = shown(text.strip())
    if not text:
        raise unread("入力されていません。", "現物を見て入力してください。")
    match one.kind:
        case "text":
            return read_text(text)
        case "date":
            return read_day(text)
        case "time":
            return read_clock(text)
        case "month":
            return read_month(text)
        case "count":
            return read_number(text)
        case "choice":
            return read_choice(text, one.choices)
        case "label":
            return read_labels(text)[:1]
        case "labels":
            return read_labels(text)
