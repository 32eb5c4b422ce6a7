"""What is asked of whoever states a training: days, topics, and who attended which lessons. No widgets."""

from app.month.papers.attendance import BETWEEN, DONE, LIKE, NOT_DONE, read_lines, training_told
from app.month.papers.making import TRAINING, stated
from app.reports.paper_texts import load_texts
from app.signoff.model import Month, State, Told
from app.training.lessons import load_lessons
from app.ui.kit.ask_dialog import Asked

_CHOICES = ((DONE, DONE), (NOT_DONE, "実施していない"))


def training_asked(state: State, month: Month) -> tuple[str, str, tuple[Asked, ...]]:
    """Title, what it is about, and the lines: as stated last, else nothing but the names of the ledger."""
    own, said = load_texts().training, stated(month, TRAINING)
    before = {} if said is None else {one.name: one for one in said.data}
    value = lambda name, default="": before[name].value if name in before else default  # noqa: E731
    topics = (Asked(f"topic.{one.id}", one.text, value(f"topic.{one.id}", NOT_DONE), _CHOICES) for one in own.topics)
    asked = (
        Asked("first", "研修開始日", value("first"), (), "day"),
        Asked("last", "研修終了日", value("last"), (), "day"),
        *topics,
        Asked("other", "上のほかに研修した内容", value("other"), needed=False),
        Asked("people", f"出席者　1 行に 1 人　{LIKE}", _people(state, before), (), "lines", check=_wrong_people),
    )
    about = "個人情報等の保護の研修を機構に報告します（仕様書 10(2)③、仕様書別紙9）。出席者名簿が付きます。"
    return own.title, about, asked


def training_of(values: dict[str, str]) -> tuple[Told, ...]:
    """What is stated."""
    own, titles = load_texts().training, [one.title for one in load_lessons()]
    held = [one.id for one in own.topics if values[f"topic.{one.id}"] == DONE]
    people = read_lines(values["people"], len(titles))
    first, last = sorted((values["first"], values["last"]))
    return training_told(own, (first, last), held, values["other"], people, titles)


def _people(state: State, before: dict[str, Told]) -> str:
    told = [f"{one.label}{BETWEEN}{one.value}" for name, one in sorted(before.items()) if name.startswith("person.")]
    if told:
        return "\n".join(told)
    people = (one for one in state.accounts.values() if one.active and one.roles)
    return "\n".join(f"{BETWEEN}{one.name}{BETWEEN}" for one in people)


def _wrong_people(text: str) -> str:
    try:
        read_lines(text, len(load_lessons()))
    except ValueError as error:
        return str(error)
    return ""
