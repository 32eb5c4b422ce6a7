"""A drill follows from its seed; answers are scored by place, and shares say how sure they are."""

from itertools import count

import pytest

from app.errors import KenpanError
from app.sheet.model import Rect
from app.toml_table import FileKind, Table
from app.training.drill.plan import Plan, Task, warm_up_plan
from app.training.drill.scoring import Answer, judge, score, share, share_text
from app.training.drill.session import Drill
from app.training.drill.table import KINDS, defect_title, drill_table, read_table

PLACE = (Rect(10, 10, 20, 14),)
SOUND, SPOILT = Task(1, "", 5), Task(1, "digit", 5)


def test_the_same_seed_gives_the_same_drill_and_another_one_another():
    assert Plan("pairs", 40, 20, 7).tasks() == Plan("pairs", 40, 20, 7).tasks()
    assert Plan("pairs", 40, 20, 7).tasks() != Plan("pairs", 40, 20, 8).tasks()


@pytest.mark.parametrize("rate", drill_table().rates)
def test_about_as_many_sheets_have_a_defect_as_the_rate_says(rate):
    tasks = [task for seed in range(20) for task in Plan("sheets", 100, rate, seed).tasks()]
    part = 100 * sum(bool(task.defect) for task in tasks) / len(tasks)
    assert 0.5 * rate <= part <= 1.6 * rate


def test_no_drill_is_without_a_defect_however_rare_they_are():
    assert all(any(task.defect for task in Plan("sheets", 10, 1, seed).tasks()) for seed in range(30))


def test_every_kind_of_defect_comes_before_one_comes_twice():
    names = drill_table().kinds["pairs"].defects
    drawn = [task.defect for task in Plan("pairs", 100, 50, 3).tasks() if task.defect]
    assert sorted(drawn[: len(names)]) == sorted(names)


@pytest.mark.parametrize(
    ("task", "at", "outcome"),
    [
        (SOUND, None, "passed"),
        (SOUND, (12, 12), "false"),
        (SPOILT, None, "missed"),
        (SPOILT, (12, 12), "found"),
        (SPOILT, (24.9, 12), "found"),
        (SPOILT, (25.1, 12), "elsewhere"),
        (SPOILT, (12, 19.1), "elsewhere"),
    ],
)
def test_what_an_answer_is_worth(task, at, outcome):
    assert judge(task, PLACE if task.defect else (), Answer(at, 1.0)).outcome == outcome


def test_what_was_pointed_at_elsewhere_counts_as_not_found():
    answers = [(SOUND, None), (SOUND, (1, 1)), (SPOILT, None), (SPOILT, (12, 12)), (SPOILT, (90, 90))]
    judged = [judge(task, PLACE if task.defect else (), Answer(at, 1.0)) for task, at in answers]
    assert score(judged) == (5, 3, 1, 1)


def test_shares_say_how_sure_they_are():
    low, high = share(8, 10)[2:]
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)  # Wilson, as textbooks have it
    assert share(0, 0)[2:] == (0.0, 1.0) and share(10, 10).high == 1.0 and share(0, 10).low == 0.0
    assert share_text(share(8, 10)) == "8／10 枚（80％、49〜94％）"


def test_a_sheet_takes_the_time_from_when_it_is_shown():
    ticks = count(100.0, 2.5)
    drill = Drill(Plan("sheets", 2, 50, 1), lambda: next(ticks))
    with pytest.raises(ValueError, match="not on screen"):
        drill.answer(drill.tasks[0], (), None)
    for task in drill.tasks:
        drill.shown()
        assert drill.answer(task, PLACE, None).answer.seconds == 2.5
    assert drill.is_over and drill.task is None


def test_a_warm_up_is_passed_only_by_finding_and_by_letting_pass():
    plan = warm_up_plan("sheets", 10, 90, 4)
    for finds, passes in ((True, True), (True, False), (False, True)):
        drill = Drill(plan, lambda: 0.0)
        for task in drill.tasks:
            drill.shown()
            points = finds if task.defect else not passes
            drill.answer(task, PLACE if task.defect else (), (12, 12) if points else None)
        assert drill.is_passed == (finds and passes)
        assert drill.is_passed == drill.score.reaches(90)


def test_every_kind_says_what_it_plants_and_explains_it():
    table = drill_table()
    assert set(table.kinds) == set(KINDS)
    assert {name for one in table.kinds.values() for name in one.defects} == set(table.explain)
    assert set(table.rates) >= {50, 20, 5, 1}
    titles = [defect_title(name) for name in table.kinds["records"].defects]
    assert len(set(titles)) == len(titles) == len(table.names)
    assert defect_title("of another version") == "of another version"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"digit", ', '"digits", '),
        ("rates = [50,", "rates = [0,"),
        ('gannen = "', 'gannens = "'),
        ("[pairs]", "[pair]"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_place(old, new):
    from app.resources import resource_bytes

    raw = resource_bytes("training", "drill.toml").decode().replace(old, new, 1)
    with pytest.raises(KenpanError) as refused:
        read_table(Table.of_bytes(FileKind("drill.file", "表", "直す"), "drill.toml", raw.encode()))
    assert refused.value.code == "drill.file"
