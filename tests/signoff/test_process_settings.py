"""The settings of the process that a lead registers."""

import pytest

from app.errors import KenpanError
from app.signoff.process_settings import ALWAYS, NOTHING, Given, SettingKind, load_process_settings, reason_for, typed
from app.signoff.verify.rules import SETTINGS

GOOD = (
    'format = "kenpan-process-settings-2"\n[[setting]]\nname = "press"\nlabel = "印刷機"\nhelp = "選びます。"\n'
    "file = true\n"
)


def test_the_settings_of_the_2021_accident_are_asked_for():
    kinds = {kind.name: kind.label for kind in load_process_settings()}
    assert {"editing", "print_file", "imposition", "press", "inserting", "inspection"} <= kinds.keys()
    assert kinds["imposition"] == "面付け"


def test_the_verifier_asks_for_every_setting_by_its_own_list():
    assert {kind.name for kind in load_process_settings()} == SETTINGS == ALWAYS


def test_the_machines_files_are_what_is_compared_and_only_paper_has_none():
    assert [kind.name for kind in load_process_settings() if not kind.file] == ["paper"]


def test_a_value_hashes_as_its_text_and_blanks_are_none():
    assert typed("  ") is None
    assert typed(" 上質紙 ") == typed("上質紙") and typed("上質紙").text == "上質紙"


def test_a_reason_is_asked_for_whatever_is_not_as_expected():
    file, value = (SettingKind("press", "印刷機", "例", file) for file in (True, False))
    given = Given("a" * 64, file="press.cfg")
    assert reason_for(file, given) == reason_for(value, given) == reason_for(value, typed("1")) == ""
    assert reason_for(file, typed("1")) == "ファイルがない理由"
    assert reason_for(file, NOTHING) == reason_for(value, NOTHING) == "この工程にない理由"


def test_what_is_absent_is_neither_a_value_nor_a_file():
    assert NOTHING.absent and NOTHING.text == "なし"
    assert NOTHING.part(SettingKind("press", "印刷機", "例", True)).name == "setting.press"
    assert typed("なし").sha256 != NOTHING.sha256


@pytest.mark.parametrize(
    "text",
    ["", "format =", GOOD.replace("-2", "-1"), GOOD.replace("[[setting]]", "[[settings]]"), GOOD + 'more = "x"\n',
     GOOD.replace("help = ", "hint = "), GOOD.replace('"press"', '"印刷"'), GOOD.replace('"press"', '"a b"'),
     GOOD.replace('"選びます。"', '" "'), GOOD.replace("file = true\n", ""), GOOD.replace("true", '"yes"'),
     GOOD.replace('"press"', "1"),
     GOOD + GOOD.split("\n", 1)[1], 'format = "kenpan-process-settings-2"\nsetting = []\n'],
)  # fmt: skip
def test_a_table_that_is_not_right_is_refused(tmp_path, text):
    path = tmp_path / "process_settings.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KenpanError) as caught:
        load_process_settings(path)
    assert (caught.value.code, caught.value.file) == ("process_settings.invalid", "process_settings.toml")


def test_a_right_table_is_read(tmp_path):
    (tmp_path / "s.toml").write_text(GOOD, encoding="utf-8")
    assert [kind.name for kind in load_process_settings(tmp_path / "s.toml")] == ["press"]
    with pytest.raises(KenpanError):
        load_process_settings(tmp_path / "none.toml")
