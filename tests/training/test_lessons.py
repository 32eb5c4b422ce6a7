"""The product's lessons fit the sample, and a lesson that cannot be taught is refused in the trainer's language."""

import pytest

from app.training.lessons import find_record, is_right, load_lessons, own_lessons, right_answer, write_example
from app.training.walks import walks
from tests.rows import each_row

_HEAD = 'title = "題"\ngoal = "めあて"\n[[step]]\nsay = "見ます。"\nrecord = { kind = "01", case = "plain" }\n'


def _own(tmp_path, bench, text):
    (tmp_path / "90_own.toml").write_text(text, "utf-8")
    return own_lessons(tmp_path, bench)


def _error(tmp_path, bench, text):
    good, ((file, error),) = _own(tmp_path, bench, text)
    assert good == () and file == error.file == "90_own.toml"
    assert error.next_step
    return error


def test_there_are_twelve_lessons_and_more_from_record_kinds_to_the_forty_pieces():
    lessons = load_lessons()
    assert len(lessons) >= 12
    assert "00・01・02" in lessons[0].title
    assert any("40" in lesson.title for lesson in lessons)
    assert all(any(step.ask for step in lesson.steps) for lesson in lessons)


@each_row("lesson", load_lessons(), ids=lambda lesson: lesson.id)
def test_a_lesson_finds_its_records_its_items_and_its_answers(lesson, bench):
    for step in lesson.steps:
        place = find_record(bench, step.wanted)
        look = bench.look(*place)
        items = {row.item for row in look.fields}
        assert set(step.items) <= items
        assert bench.look(*place).raw[14:16].decode() == step.wanted.type
        if step.ask is not None:
            right = right_answer(bench, place, step.ask)
            assert right.strip()
            assert step.ask.kind != "field" or int(right) in items
            assert is_right(right, f" {right} ") and not is_right(right, f"{right}9")
        assert not step.walk or step.walk in [walk.id for walk in walks(bench, *place)]


def test_an_own_lesson_is_written_without_code_and_asks_of_the_record_itself(tmp_path, bench):
    asked = '[step.ask]\ntext = "合計額は。"\ntyped = { print = "front.charge.total" }\nwhy = "そのまま。"\n'
    (lesson,), bad = _own(tmp_path, bench, _HEAD + asked)
    assert bad == ()
    (step,) = lesson.steps
    place = find_record(bench, step.wanted)
    item = next(item for item in bench.look(*place).content.items if item.id == "front.charge.total")
    assert right_answer(bench, place, step.ask) == item.text


def test_a_new_lesson_is_an_example_that_can_be_taught_as_it_is_and_takes_no_name_that_is_used(tmp_path, bench):
    one, two = write_example(tmp_path), write_example(tmp_path)
    assert one.name == "my_lesson_01.toml" and two.name == "my_lesson_02.toml"
    good, bad = own_lessons(tmp_path, bench)
    assert bad == () and [len(lesson.steps) for lesson in good] == [2, 2]


_ASK = '[step.ask]\ntext = "？"\n'


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('title = "題"\ngoal = "め"\n', 0, "「step」がありません"),
        ('title = "題"\ngoal = "め"\n[[step]]\nsay = "見ます。"\n', 3, "「record」が要ります"),
        ('title = "題"\ngoal = め\n', 2, "TOML ではありません"),
        (_HEAD.replace('"plain"', '"nothing"'), 5, "「case」に使えるのは"),
        (_HEAD + "imtes = [3]\n", 6, "「imtes」は知らない項目です"),
        (_HEAD + _ASK + 'choices = ["は"]\nright = "い"\nwhy = "。"\n', 9, "「right」に使えるのは"),
        (_HEAD + _ASK + 'choices = ["1","2","3","4","5","6"]\nright = "1"\nwhy = "。"\n', 8, "5 つまで"),
        (_HEAD + _ASK + 'typed = { barcode = "all" }\nwhy = "。"\n', 8, "「barcode」に使えるのは"),
        (_HEAD + _ASK + 'why = "。"\n', 6, "「typed」がありません"),
        (_HEAD + '[[step]]\nsay = "次。"\nwalk = "sky"\n', 8, "「walk」に使えるのは"),
        (_HEAD + "items = [98]\n", 3, "項番 98 は 01 のレコードにありません"),
        (_HEAD + _ASK + 'typed = { print = "front.nothing" }\nwhy = "。"\n', 3, "答えが、このレコードにありません"),
    ],
)
def test_a_lesson_that_cannot_be_taught_names_file_line_and_entry(tmp_path, bench, text, line, told):
    error = _error(tmp_path, bench, text)
    assert told in str(error)
    assert error.place.startswith(f"{line} 行目") or not line


def test_one_lesson_that_cannot_be_taught_keeps_no_other_from_being_taught(tmp_path, bench):
    (tmp_path / "91_bad.toml").write_text("title =", "utf-8")
    (good,), (bad,) = _own(tmp_path, bench, _HEAD)
    assert good.title == "題" and bad.file == "91_bad.toml"
