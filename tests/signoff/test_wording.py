"""Every entry reads in Japanese."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

import app
from app.checks.catalogue import RULES
from app.signoff import months
from app.signoff.binding import MONTH_PARTS
from app.signoff.checksheet import load_sheet
from app.signoff.field_names import FIELD_NAMES
from app.signoff.kinds import KINDS, OLD
from app.signoff.ledger import Draft
from app.signoff.roles import ROLE_NAMES
from app.signoff.two_persons import is_hidden
from app.signoff.wording import EXPORT_NAMES, KIND_NAMES, TELL, WHY, describe, values
from tests.house import EQUIPMENT, MONTH
from tests.rows import each_row
from tests.signoff.attack import SIGNERS
from tests.signoff.battery import BATTERY
from tests.signoff.exchanged import STAGES

HOUSE = Path(app.__file__).parent.parent / ".github" / "HOUSE.md"


def test_every_kind_has_a_name():
    assert set(KIND_NAMES) == set(TELL) == {*KINDS, *OLD}
    assert len(set(KIND_NAMES.values())) == len(KIND_NAMES)


def test_every_entry_of_a_whole_round_can_be_told(opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    for entry in opened.book.history():
        assert KIND_NAMES[entry.kind]
        text = describe(entry, opened.state)
        assert "None" not in text
        assert entry.kind != "piece.signed" or text.endswith("合格")


def test_every_entry_of_a_month_is_told_with_every_value_of_it(opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    opened.release((*EQUIPMENT, MONTH, *opened.run_settings()))
    own = "m1"
    opened.by("hinshitsu-1", lambda state, by: months.reopen_gate(state, by, own, "check", "読み違い"))
    for entry in opened.book.history():
        told = describe(entry, opened.state)
        assert "第3巻" in told or entry.data.get("month") != own
        assert all(
            isinstance(text, str) and "None" not in text for pair in values(entry, opened.sheet) for text in pair
        )
    (released,) = opened.book.history(("run.released",))
    (reopened,) = opened.book.history(("gate.reopened",))
    assert "検査" in dict(values(reopened, opened.sheet))["関門"]
    assert any(name.startswith("工程の設定") for name, _text in values(released, opened.sheet))


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


def told(one, sheet, **data):
    """How the values of an entry read with these in it."""
    return dict(values(replace(one, data={**one.data, **data}), sheet))


@pytest.mark.parametrize("why", ["unknown", "password", "stopped", "code"])
def test_why_somebody_was_refused_reads_in_japanese(opened, why):
    opened.book.note(Draft("access.refused", {"why": why}))
    entry = opened.book.history(("access.refused",))[-1]
    assert told(entry, opened.sheet) == {"理由": WHY[why]} and describe(entry, opened.state) == WHY[why]
    assert not any(re.search("[a-z]", said) for said in WHY.values())


def test_no_code_of_a_value_is_left_in_english(opened):
    """Of every value that can only be one of a few codes, whatever entry it is in."""
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    coded = re.compile("^.*(?:区分|特例|状態|権限|確認のしかた)$")
    found = [pair for entry in opened.book.history() for pair in values(entry, opened.sheet) if coded.match(pair[0])]
    assert {name.split("・")[-1] for name, _ in found} >= {"区分", "特例", "状態", "権限"}
    assert [pair for pair in found if re.search("[a-z]{2,}", pair[1])] == []


def test_what_people_wrote_is_told_as_they_wrote_it(opened):
    opened.check_all()
    entry = opened.book.history(("piece.signed",))[-1]
    for word in ("ok", "read", "code", "lead"):
        assert told(entry, opened.sheet, comment=word)["コメント"] == word
    assert {"可"} == {text for name, text in values(entry, opened.sheet) if name.startswith("検査票の答え")}


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
    assert dict(values(opened, process.sheet))["工程の設定"].startswith(
        "データ編集プログラム、印刷データの書き出し設定、"
    )


CODE = re.compile(r"[a-z]+(?:[._][a-z0-9_]+)+")
"""A name that only the program knows something by, as parts, settings, rules and evidence have them."""


@each_row("name", sorted(name for name in KINDS if name != "ledger.begun"))
def test_no_identifier_is_shown_of_any_kind(name):
    case, role = BATTERY[name], next(iter(sorted(KINDS[name].roles)), "")
    chain = STAGES[case.stage]().fork()
    who, data = case.make(chain, role) if case.make else (SIGNERS[role] if role else "c1", case.data)
    state = chain.add(who, name, data).state if role else chain.state
    told = values(chain.entry(who, name, data), load_sheet(), state)
    names = {each["name"] for parts in ("parts", "bound", "settings", "evidence") for each in data.get(parts, ())
             if isinstance(each, dict)}  # fmt: skip
    ids = {data.get(about) for about in ("process", "month", "round")} & {"p1", "m1", "r1"}
    assert {text for _, text in told} & (names | ids | MONTH_PARTS) == set()
    assert [pair for pair in told if CODE.fullmatch(pair[1]) and pair[0] != FIELD_NAMES["name"]] == []
    labels = {label for label, _ in told if not label.startswith(FIELD_NAMES["answers"])}  # of another check sheet
    assert {word for label in labels for word in re.findall("[a-z_]{3,}", label)} == set()


def test_rules_are_told_by_their_titles(opened):
    titles = {rule.name: rule.title for rule in reversed(RULES)}
    data = {"findings": [{"rule": name} for name in titles], "groups": [{"rule": name} for name in titles]}
    entry = replace(opened.book.history()[-1], kind="finding.decided", data=data)
    assert [text for _, text in values(entry, opened.sheet)] == [*titles.values()] * 2


def test_every_kind_of_file_that_is_written_out_has_a_name():
    sources = [path.read_text(encoding="utf-8") for path in Path(app.__file__).parent.rglob("*.py")]
    calls = r'(?:write_with_entry\(\w+, \w+, |[Ww]riter\()"([a-z_.]+)"(?: if \w+ else "([a-z_.]+)")?'
    kinds = {kind for source in sources for pair in re.findall(calls, source) for kind in pair if kind}
    assert {"notice", "round.pdf", "round.xlsx", "reception_sheet", "analysis"} <= kinds <= EXPORT_NAMES.keys()


def test_the_house_says_of_every_kind_who_may_make_it():
    table = HOUSE.read_text(encoding="utf-8").partition("| entries | who may make them |")[2].partition("\n\n")[0]
    told, family = {}, ""
    for row in table.splitlines()[2:]:
        _, names, who, _ = row.split("|")
        own = {*re.findall(r"\w+", re.split("[,:] once|:", who)[0])} & ROLE_NAMES.keys()
        for name in re.findall("`([^`]+)`", names):
            family = name.partition(".")[0] or family
            told[f"{family}.{name.partition('.')[2]}"] = set(ROLE_NAMES) if "everybody" in who else own
    assert told == {name: set(kind.roles) for name, kind in KINDS.items()}
