"""What a guide names is there: keys, pictures, commands, screens, settings; every stand-in stands in the table."""

import argparse
import csv
import inspect
import re
import shutil
import tomllib
from fnmatch import fnmatch
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.commands.main import _parser
from app.guides import AT_SCREEN, OF_SCREEN, flowed, found_in, guide, guides, plain
from app.language.catalogue import texts
from app.ui.guides.guide_reader import GuideReader
from app.ui.shell.help_list import key_list
from app.ui.shell.key_groups import LISTED, shown_keys
from app.ui.shell.screens import SCREENS
from app.workstation import settings

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "resources" / "guide"
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_KEY = re.compile(
    r"(?:(?:Ctrl|Alt|Shift)\+)+(?:F[0-9]{1,2}|Enter|Space|PageUp|PageDown|[A-Z0-9↑↓←→](?![A-Za-z]))"
    r"|(?<![A-Z0-9+])F[0-9]{1,2}(?![0-9A-F])"
)
ROLES = ("10_checker", "15_month", "20_lead", "30_trainer", "40_inspector", "50_admin", "65_delivery")
STRESSED = frozenset(
    (
        "並べる 1・重ねる 2・あおり 3",
        "めくる 4・違いだけ 5",
        "別の人",
        "今と同じ指紋に結び付いた回のうち、最後の判定",
        "結び付き",
        "第二の目",
        "工程の設定 8 つ",
        "それまで検査員の結果は見えません。",
        "台帳の記録",
        "工程は 1 度承認すればよく",
        "これがないと、末尾の切り捨てと巻き戻しは見つかりません。",
        "2 人",
        "機構の媒体を開けるのは検査員と品質責任者だけ",
        "媒体で",
        "どの頁も、その事業所のものだけ",
        "書かれた文字ではなく、描かれた字形で読みます",
        "二人の署名",
        "承認の前なら破棄できます",
        "7 年間の控え",
    )
)
"""Stressed in a guide of the roles without being the name of anything; the first ones are several controls in one."""


def _texts():
    return {"README.md": (ROOT / "README.md").read_text("utf-8")} | {f"{one.id}.md": one.text for one in guides()}


def _prose(text):
    return _CODE.sub("", text)


def test_every_role_has_a_guide_and_every_screen_leads_to_one():
    titles = {one.title.removesuffix("の手引き") for one in guides()}
    assert {"検査員", "品質責任者", "研修担当", "点検管理者", "管理者", "運用"} <= titles
    assert set(OF_SCREEN) == {screen.id for screen in SCREENS}
    assert {guide(name).id for name in OF_SCREEN.values()} <= {one.id for one in guides()}
    for screen, heading in AT_SCREEN.items():
        assert heading in [one.text for one in guide(OF_SCREEN[screen]).headings], screen


def test_every_key_that_a_guide_names_is_in_the_list_of_keys():
    known = {key for line in LISTED for key in (*line.keys, *shown_keys(line))} | {f"Ctrl+{n}" for n in range(1, 10)}
    named = {(name, key) for name, text in _texts().items() for key in _KEY.findall(_prose(text))}
    assert len(named) > 40
    assert not {(name, key) for name, key in named if key not in known}


def test_every_picture_and_every_link_of_a_guide_leads_somewhere():
    for name, text in _texts().items():
        below = ROOT if name == "README.md" else FOLDER
        links = re.findall(r"!?\[[^\]]*\]\(([^)]+)\)", _prose(text))
        assert not [link for link in links if not link.startswith("http") and not (below / link).is_file()], name
    assert sum(text.count("](../pictures/") for text in _texts().values()) >= 8


def test_every_command_that_a_guide_names_is_one():
    (acts,) = [one for one in _parser()._actions if isinstance(one, argparse._SubParsersAction)]
    codes = [code for text in _texts().values() for code in _CODE.findall(text)]
    named = {word for code in codes for word in re.findall(r"\bkenpan ([a-z]+)\b", code)}
    assert len(named) > 15
    assert named <= set(acts.choices)
    told = set(re.findall(r"`kenpan ([a-z]+)", guide("70_commands").text))
    assert set(acts.choices) <= told


def test_every_option_of_every_command_stands_among_the_commands():
    """``delivery``'s acts stand there; what each takes its own help says."""
    told = "\n".join(_CODE.findall(guide("70_commands").text))

    def missing(parser, name):
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for act, below in action.choices.items():
                    yield from [f"{name} {act}"] * (re.search(rf"(?<![a-z-]){act}(?![a-z-])", told) is None)
                    if name != " delivery":
                        yield from missing(below, f"{name} {act}")
            else:
                known = [one for one in action.option_strings if re.search(rf"(?<![a-z-]){one}(?![a-z-])", told)]
                if action.option_strings and not known and action.dest not in ("help", "version"):
                    yield f"{name} {action.option_strings[-1]}"

    assert list(missing(_parser(), "")) == []


def test_every_command_line_that_a_guide_shows_has_only_options_that_there_are():
    """Of the program's commands, and of those of the house that make what is carried to a workstation."""
    shown = [
        line
        for text in _texts().values()
        for code in _CODE.findall(text)
        for line in code.strip("`").splitlines()
        if re.match(r"(?:kenpan|python \.ci/\w+\.py|pytest) ", line)
    ]
    assert len(shown) > 60
    taken = [(line, *_taken(line.split())) for line in shown]
    named = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
    assert not [(line, one) for line, known, rest in taken for one in named.findall(" ".join(rest)) if one not in known]


def _taken(words):
    """What options a command line may have, and what it says after its command."""
    if words[0] == "kenpan":
        return _options(_parser(), words[1:])
    source = words[1] if words[0] == "python" else "tests/soak_options.py"
    return {"-m", *re.findall(r'"(--?[a-z-]+)"', (ROOT / source).read_text("utf-8"))}, words[1:]


def _options(parser, words):
    """Those that the commands named by the first words take, and the words after them."""
    known = {name for action in parser._actions for name in action.option_strings}
    below = next((one for one in parser._actions if isinstance(one, argparse._SubParsersAction)), None)
    at = next((at for at, word in enumerate(words) if below is not None and word in below.choices), None)
    if at is None:
        return known, words
    inner, rest = _options(below.choices[words[at]], words[at + 1 :])
    return known | inner, [*words[:at], *rest]


def test_the_settings_of_the_handbook_name_every_entry_and_are_read(tmp_path):
    (text,) = re.findall(r"```toml\n(.*?)```", guide("61_operator_en").text, re.DOTALL)
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    shutil.copy(ROOT / "resources" / "piece_codes.toml", tmp_path / "codes.toml")
    read = settings.load_settings(tmp_path / "settings.toml")
    assert read.tool_argv and read.contractor and read.scanner.prefix
    sources = (settings._settings, settings._argv, settings._postal_month, settings._codes)
    named = set(re.findall(r'(?<=[ (])"([a-z_]+)"', "".join(map(inspect.getsource, sources))))
    table = tomllib.loads(text)
    assert named <= set(table) | {name for entries in table.values() for name in entries}


def test_every_screen_that_a_guide_sends_to_is_on_the_rail():
    words = {screen.word for screen in SCREENS}
    named = {word for text in _texts().values() for word in re.findall(r"左の列の \*\*([^*]+)\*\*", text)}
    assert named and named <= words


def test_every_control_that_a_guide_names_is_called_so():
    """What stands in bold is a control's or a thing's name on the screens, or one of :data:`STRESSED`."""
    known = {_called(part) for text in texts("en") for part in (text, *re.split("[\u3000\n・、]", text))}
    told = [one for name in ROLES for one in re.findall(r"\*\*([^*\n]+)\*\*", guide(name).text)]
    named = {part.strip() for one in told for part in (one.split("→") if one not in known else [one])}
    named = {re.sub(r"（[^（]*）$", "", one) if one not in known else one for one in named if not _is_key(one)}
    assert len(named) > 90
    assert {_called(one) for one in named if one} - known == STRESSED


def _called(text):
    return re.sub(r"\(&.\)", "", text).rstrip("…").split("\u3000")[0].strip()


def _is_key(text):
    return re.fullmatch(
        r"(?:Ctrl|Alt|Shift|Home|End|Enter|Esc|Space|Tab|PageUp|PageDown|[FA-Z0-9↑↓←→+／ 〜から])+", text
    )


def test_every_stand_in_that_the_program_shows_stands_in_the_table():
    table = guide("90_stand_ins").text
    named = re.findall(r"`([^`\n]+)`", table)
    for path in (ROOT / "resources").rglob("*.toml"):
        if "training" in path.parts:
            continue
        status = tomllib.loads(path.read_text("utf-8")).get("status")
        if status in ("inferred", "draft", "unknown"):
            own = path.relative_to(ROOT).as_posix()
            assert any(own.endswith(one) for one in named), own
    with (ROOT / "resources" / "notice_items.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] != "specified"]
    assert rows
    assert not {row["id"] for row in rows if not any(fnmatch(row["id"], one) for one in named)}


def test_a_paragraph_is_one_line_and_japanese_closes_up():
    for one in guides():
        text = flowed(one)
        assert text.count("```") == one.text.count("```") and text.count("\n|") == one.text.count("\n|")
        ends = [(a, b) for a, b in zip(text.split("\n"), text.split("\n")[1:], strict=False) if a and b]
        assert not [a for a, b in ends if a[-1] in "、の" and b[0] not in "#|-`!>0123456789"], one.id


def test_nothing_of_the_markup_is_seen_when_a_guide_is_read(qtbot, themed):
    reader = GuideReader("today")
    qtbot.addWidget(reader)
    for one in guides():
        reader.show_guide(one.id)
        seen = reader.text.toPlainText().replace("*****", "")  # asterisks of a record
        assert not [sign for sign in ("**", "\\|", "`", "](", "\n## ") if sign in seen], one.id


def test_what_is_looked_for_is_found_under_its_heading_whatever_its_width():
    found = found_in(guide("60_operator"), "ＰＯＳＴＧＲＥＳＱＬ 役割")
    assert "複数の端末（PostgreSQL）" in [head.text for head in found]
    assert found_in(guide("60_operator"), "") == () and plain("**A** `b` [c](d.md)") == "A b c"


def test_the_reader_opens_at_the_screens_guide_searches_follows_links_and_goes_back(qtbot, themed):
    reader = GuideReader("lessons")
    qtbot.addWidget(reader)
    reader.show()
    assert reader.text.guide.id == OF_SCREEN["lessons"] and "研修担当の手引き" in reader.text.toPlainText()
    reader.search.setText("復元の訓練")
    QTest.keyClick(reader.search, Qt.Key.Key_Down)
    assert reader.text.guide.id == "60_operator" and reader.contents.topLevelItemCount() < len(guides())
    assert "復元の訓練" in reader.text.textCursor().block().text() or reader.text.textCursor().hasSelection()
    reader.text.wanted.emit("90_stand_ins")
    assert reader.text.guide.id == "90_stand_ins"
    reader.back.click()
    assert reader.text.guide.id == "60_operator"
    reader.search.setText("ありえない言葉")
    assert reader.none.isVisible()
    QTest.keyClick(reader, Qt.Key.Key_Escape)
    assert reader.isVisible() and reader.contents.topLevelItemCount() == len(guides())


def test_the_guide_of_a_screen_begins_where_that_screen_is_told_of(qtbot, themed):
    reader = GuideReader("incidents")
    qtbot.addWidget(reader)
    reader.show()
    at = reader.text.cursorForPosition(reader.text.viewport().rect().topLeft()).block()
    assert at.text() == "事故" and reader.contents.currentItem().text(0).strip() == "事故"
    reader.show_guide("10_checker")
    assert reader.text.verticalScrollBar().value() == 0


def test_a_page_takes_pictures_of_the_program_only(qtbot, themed):
    reader = GuideReader("media")
    qtbot.addWidget(reader)
    picture = reader.text.loadResource(2, "../pictures/sheet.png")
    assert 0 < picture.width() <= max(reader.text.viewport().width(), 200)
    assert reader.text.loadResource(2, "file:///etc/passwd") is None


def test_f1_once_more_asks_for_the_guide(qtbot, themed):
    dialog = key_list("media", None)
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitSignal(dialog.reading):
        QTest.keyClick(dialog, Qt.Key.Key_F1)
    assert not dialog.isVisible()
