"""The product's lessons fit the sample, and a lesson that cannot be taught is refused in the trainer's language."""

import pytest

from app.errors import KenpanError
from app.training.lessons import find_record, is_right, load_lessons, right_answer
from tests.rows import each_row

_HEAD = 'title = "題"\ngoal = "めあて"\n[[step]]\nsay = "見ます。"\nrecord = { kind = "01", case = "plain" }\n'


def _write(tmp_path, text):
    (tmp_path / "90_own.toml").write_text(text, "utf-8")
    return load_lessons(tmp_path)[-1]


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


def test_an_own_lesson_is_written_without_code_and_asks_of_the_record_itself(tmp_path, bench):
    lesson = _write(
        tmp_path,
        _HEAD + '[step.ask]\ntext = "合計額は。"\ntyped = { print = "front.charge.total" }\nwhy = "そのまま。"\n',
    )
    (step,) = lesson.steps
    place = find_record(bench, step.wanted)
    item = next(item for item in bench.look(*place).content.items if item.id == "front.charge.total")
    assert right_answer(bench, place, step.ask) == item.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('title = "題"\ngoal = "め"\n', "「step」がありません"),
        ('title = "題"\ngoal = "め"\n[[step]]\nsay = "見ます。"\n', "「record」が要ります"),
        (_HEAD.replace('"plain"', '"nothing"'), "「case」に使えるのは"),
        (_HEAD + "imtes = [3]\n", "「imtes」は知らない項目です"),
        (_HEAD + '[step.ask]\ntext = "？"\nchoices = ["は"]\nright = "い"\nwhy = "。"\n', "「right」に使えるのは"),
        (_HEAD + '[step.ask]\ntext = "？"\nchoices = ["1","2","3","4","5","6"]\nright = "1"\nwhy = "。"\n', "5 つまで"),
        (_HEAD + '[step.ask]\ntext = "？"\ntyped = { barcode = "all" }\nwhy = "。"\n', "「barcode」に使えるのは"),
        (_HEAD + '[step.ask]\ntext = "？"\nwhy = "。"\n', "「typed」がありません"),
    ],
)
def test_a_lesson_that_cannot_be_taught_names_the_file_and_the_entry(tmp_path, text, told):
    with pytest.raises(KenpanError) as caught:
        _write(tmp_path, text)
    assert caught.value.code == "lesson.file" and caught.value.file == "90_own.toml"
    assert told in str(caught.value)


def test_an_answer_that_the_record_does_not_know_is_told(tmp_path, bench):
    lesson = _write(tmp_path, _HEAD + '[step.ask]\ntext = "？"\ntyped = { print = "front.nothing" }\nwhy = "。"\n')
    with pytest.raises(KenpanError) as caught:
        right_answer(bench, find_record(bench, lesson.steps[0].wanted), lesson.steps[0].ask)
    assert caught.value.code == "lesson.answer"
