"""The words of the papers that go to the agency, from ``resources/reports/papers.toml``."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from app.toml_table import FileKind, Table

_KIND = FileKind("papers.texts", "報告物の文面", "resources/reports/papers.toml を元に戻してください。")
_FORMAT = "kenpan-papers-1"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: ``body`` with ``{work}`` and ``{handover}`` in it; ``back`` and ``gone`` are statements to tick."""

    annex: str
    title: str
    body: str
    back: str = ""
    gone: str = ""


@dataclass(frozen=True, slots=True)
class InspectionItem:
    """A line of 自主点検."""

    group: str
    id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """A level that is counted (N 仕様書別紙4 3): at most ``level`` of ``unit``."""

    id: str
    name: str
    level: int
    unit: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What a training must speak of (N 仕様書 10(2)③)."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class TrainingTexts:
    """The words of 研修実施報告書."""

    annex: str
    title: str
    body: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """履行開始日, 履行終了日, 契約終了日; how many years after the last the logs are kept."""

    start: date
    end: date
    closing: date
    log_years: int

    @property
    def logs_until(self) -> date:
        """The last day of the ledger's own keeping."""
        return self.closing.replace(year=self.closing.year + self.log_years)


@dataclass(frozen=True, slots=True)
class PaperTexts:
    """Everything that stands on the papers and is not the month's."""

    work: str
    addressee: str
    contractor: tuple[str, ...]
    contract: Contract
    result: Letter
    returned: Letter
    inspection_title: str
    inspection: tuple[InspectionItem, ...]
    service_title: str
    service: tuple[ServiceLevel, ...]
    training: TrainingTexts


@cache
def load_texts() -> PaperTexts:
    """``KenpanError`` ``papers.texts`` if the file is not as it must be."""
    table = Table.of_resource(_KIND, "reports", "papers.toml")
    if table.text("format") != _FORMAT:
        raise table.error(f"「format」は {_FORMAT} です。", "format")
    days = table.child("contract")
    contract = Contract(days.day("start"), days.day("end"), days.day("closing"), days.whole("log_years", 0, 99))
    days.done()
    inspection, service = table.child("inspection"), table.child("service")
    found = PaperTexts(
        table.words("work"),
        table.words("addressee"),
        table.texts("contractor"),
        contract,
        _letter(table.child("result")),
        _letter(table.child("returned")),
        inspection.words("title"),
        tuple(map(_item, inspection.children("item"))),
        service.words("title"),
        tuple(map(_level, service.children("level"))),
        _training(table.child("training")),
    )
    for one in (inspection, service):
        one.words("annex")
        one.done()
    table.done()
    return found


def _letter(table: Table) -> Letter:
    told = Letter(
        table.words("annex"), table.words("title"), table.words("body"), table.text("back", ""), table.text("gone", "")
    )
    table.done()
    return told


def _training(table: Table) -> TrainingTexts:
    topics = tuple(Topic(one.words("id"), one.words("text")) for one in table.children("topic"))
    told = TrainingTexts(table.words("annex"), table.words("title"), table.words("body"), topics)
    table.done()
    return told


def _item(table: Table) -> InspectionItem:
    told = InspectionItem(*(table.words(name) for name in ("group", "id", "name", "text")))
    table.done()
    return told


def _level(table: Table) -> ServiceLevel:
    told = ServiceLevel(table.words("id"), table.words("name"), table.whole("level", 0, 10**6), table.words("unit"))
    table.done()
    return told
