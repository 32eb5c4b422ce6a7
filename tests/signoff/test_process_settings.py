"""The settings of the process that a lead registers."""

import pytest

from app.errors import KenpanError
from app.signoff.process_settings import load_process_settings

GOOD = 'format = "kenpan-process-settings-1"\n[[setting]]\nname = "press"\nlabel = "印刷機"\nhelp = "選びます。"\n'


def test_the_settings_of_the_2021_accident_are_asked_for():
    kinds = {kind.name: kind.label for kind in load_process_settings()}
    assert {"editing", "imposition", "press", "inserting"} <= kinds.keys()
    assert kinds["imposition"] == "面付け"


@pytest.mark.parametrize(
    "text",
    ["", "format =", GOOD.replace("-1", "-2"), GOOD.replace("[[setting]]", "[[settings]]"), GOOD + 'more = "x"\n',
     GOOD.replace("help = ", "hint = "), GOOD.replace('"press"', '"印刷"'), GOOD.replace('"press"', '"a b"'),
     GOOD.replace('"選びます。"', '" "'), GOOD.replace('"press"', "1"),
     GOOD + GOOD.split("\n", 1)[1], 'format = "kenpan-process-settings-1"\nsetting = []\n'],
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
