"""Every entry reads in Japanese."""

import re

import pytest

from app.signoff.kinds import KINDS
from app.signoff.two_persons import is_hidden
from app.signoff.wording import FIELD_NAMES, KIND_NAMES, TELL, describe, values


def test_every_kind_has_a_name():
    assert set(KIND_NAMES) == set(TELL) == set(KINDS)
    assert len(set(KIND_NAMES.values())) == len(KINDS)


def test_every_entry_of_a_whole_round_can_be_told(opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    for entry in opened.book.history():
        assert KIND_NAMES[entry.kind]
        text = describe(entry, opened.state)
        assert "None" not in text
        assert entry.kind != "piece.signed" or text.endswith("合格")


def test_hashes_and_reasons_are_named_as_on_the_screens():
    assert FIELD_NAMES["head"] == "最後のハッシュ"
    assert FIELD_NAMES["why"] == FIELD_NAMES["reason"] == "理由"
    assert FIELD_NAMES["manifest"] == "媒体の目録"


def test_no_name_of_a_value_is_left_in_english(opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    names = {name for entry in opened.book.history() for name, _ in values(entry, opened.sheet)}
    english = {word for name in names for word in re.findall(r"[a-z_]{3,}", name)}
    assert english == set()


@pytest.mark.parametrize("kind", ["piece.signed", "round.signed"])
def test_results_are_hidden_from_a_lead_until_the_own_look(opened, kind):
    opened.check_all()
    lead, checker = opened.id_of("hinshitsu-1"), opened.id_of("kensa-1")
    entry = opened.book.history((kind,))[-1]
    assert is_hidden(entry, opened.state, lead)
    assert not is_hidden(entry, opened.state, checker)
    opened.confirm_all()
    assert not is_hidden(entry, opened.state, lead)
    assert is_hidden(entry, opened.state, opened.id_of("hinshitsu-2"))


def test_a_setting_is_told_with_what_it_is_and_why(process):
    process.register("folding", None)
    told = {}
    for entry in process.book.history(("setting.registered",)):
        told[entry.data["name"]] = describe(entry, process.state), dict(values(entry, process.sheet))
    assert told["folding"][0].endswith("foldingの設定：なし（この工程で使わない）")
    assert told["folding"][1]["設定の有無"] == "なし" and told["press"][1]["設定の有無"] == "あり"
    process.open_round()
    (opened,) = process.book.history(("round.opened",))
    assert dict(values(opened, process.sheet))["工程の設定"].startswith("データ編集プログラム、印刷データの書き出し設定、")
