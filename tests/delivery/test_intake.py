"""A batch of forms: whose each page is, what is missing, what an eye does not see."""

from dataclasses import replace

import pytest

from app.delivery.forms import form_table
from app.delivery.intake import run
from app.delivery.intake.csv_file import read_csv
from app.delivery.intake.facts import PageFacts, Person
from app.delivery.intake.judging import Judge
from app.delivery.intake.model import Enrolled
from app.delivery.intake.run import read_batch, read_roster
from app.sheet.fonts import load_fonts
from app.signoff.exchange_wording import RULES, TYPES
from app.training.delivery.batch import DEFECTS, NAMES, make_delivery
from app.training.delivery.pages import FormRow, Sheet, painted

PERIOD = "2026-11"
TWO = dict(list(NAMES.items())[:2])
PLANTED = ("swapped", "hidden", "last_month", "person", "sums", "doubled", "strange", "shifted")


def read(folder, defects=()):
    *paths, roster = make_delivery(folder, PERIOD, defects)
    return read_batch(paths, PERIOD, TWO, read_roster(roster), load_fonts())


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return read(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory):
    return read(tmp_path_factory.mktemp("spoiled"), PLANTED)


def test_a_sound_batch_gives_each_establishment_all_ten_kinds(sound):
    assert sound.findings == ()
    for own in TWO:
        assert {one.type for one in sound.documents if one.establishment == own} == {*form_table().forms}
    assert {one.sha256 for one in sound.documents} == sound.contents.keys()
    assert sound.held == {} and not sound.is_stopped


def test_each_planted_fault_is_found_and_holds_both_back(spoiled):
    assert {one.rule for one in spoiled.findings} == {DEFECTS[name] for name in PLANTED} | {"delivery.csv_total"}
    assert {one.establishment for one in spoiled.findings if one.rule == "delivery.swapped"} == {*TWO}
    assert {*TWO} <= spoiled.held.keys()


def test_hidden_text_is_found_and_never_believed(spoiled):
    (hidden,) = (one for one in spoiled.findings if one.rule == "delivery.hidden")
    assert hidden.establishment == "11001"
    assert not any(one.rule == "delivery.mixed" for one in spoiled.findings)


@pytest.mark.parametrize("made", [b"no pdf", None, "another"])
def test_a_form_that_reads_otherwise_once_it_is_taken_out_goes_nowhere(tmp_path, monkeypatch, made):
    head = ("事業所番号", "11001", "事業所名称", "見本製作所", "対象年月", "2026年11月")
    good, other = (
        painted([Sheet("中断者一覧表", head, (1, 1), [FormRow((number, "見本太郎"))])]) for number in ("1", "2")
    )
    path, really = tmp_path / "forms.pdf", run.Children.run
    path.write_bytes(good)

    def taken(self, task, *arguments):
        if not task.endswith(":take_out"):
            return really(self, task, *arguments)
        return other if made == "another" else made

    monkeypatch.setattr(run.Children, "run", taken)
    found = read_batch([path], PERIOD, TWO, None, load_fonts())
    assert found.documents == () and found.contents == {}
    assert [one.establishment for one in found.findings if one.rule == "delivery.apart"] == ["11001"]


# Pages without a PDF


def page(form="contributions", own="11001", number=0, **other):
    text = f"事業所番号:{own}\n{TWO.get(own, '')}"
    amounts = {"contributions": {"total": 5}, "changes": {"before": 3, "added": 2, "removed": 0, "after": 5}}
    persons = (Person("00100001", "見本太郎", 5),) if form == "contributions" else ()
    facts = PageFacts("f.pdf", number, (form,), (own,), (TWO.get(own, ""),), (PERIOD,), (1, 1), persons)
    return replace(facts, **({"amounts": amounts.get(form, {"due": 5}), "text": text} | other))


ALL = ("contributions", "changes", "notice")
GONE = ("delivery.missing", "11001")
ENROLLED = Enrolled("0" * 64, {"00100001": ("11001", "見本太郎"), "00200001": ("11002", "試験太郎")})


def both(rule):
    return {(rule, "11001"), (rule, "11002")}


def rules(*pages, enrolled=ENROLLED):
    judge = Judge(form_table(), TWO, PERIOD, enrolled)
    judge.judge(judge.pieces(pages))
    return {(one.rule, one.establishment) for one in judge.findings}


def whole(**other):
    return [page(form, number=at, **(other if at == 0 else {})) for at, form in enumerate(ALL)]


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({}, set()),
        ({"establishments": ("11001", "11002")}, both("delivery.establishment")),
        ({"text": "試験商事"}, both("delivery.mixed")),
        ({"text": "見本製作所\n11002"}, both("delivery.mixed")),
        ({"names": ("見本工業",)}, {("delivery.name", "11001")}),
        ({"periods": (PERIOD, "2026-10")}, {("delivery.period", "11001")}),
        ({"place": (1, 2)}, {("delivery.pages", "11001")}),
        ({"amounts": {"total": 6}}, {("delivery.sum", "11001")}),
        ({"amounts": {}}, {("delivery.sum", "11001")}),
        ({"persons": (Person("00200001", "試験太郎", 5),)}, both("delivery.person")),
        ({"persons": (Person("00100001", "別人", 5),)}, {("delivery.person", "11001")}),
        ({"persons": (Person("00900001", "別人", 5),)}, {("delivery.person", "11001")}),
        ({"unproved": "見"}, {("delivery.unproved", "11001")}),
        ({"picture": True}, {("delivery.picture", "11001")}),
        ({"problem": "壊れています。"}, {("delivery.unreadable", "")}),
    ],
)  # fmt: skip
def test_what_a_page_says_is_judged(other, found):
    assert rules(*whole(**other)) - {GONE} == found


def test_a_name_that_holds_anothers_is_told_apart():
    names = {"11001": "見本製作所", "11002": "見本製作所第二"}

    def others(own, text):
        judge = Judge(form_table(), names, PERIOD, None)
        judge.pieces([page("notice", own, establishments=(own,), names=(names[own],), text=text)])
        return {one.establishment for one in judge.findings if one.rule == "delivery.mixed"}

    assert others("11002", "見本製作所第二") == others("11001", "見本製作所") == set()
    assert others("11001", "見本製作所 見本製作所第二") == others("11002", "見本製作所第二 見本製作所") == {*names}
    assert others("11001", "500 11002 500") == {*names}


def test_a_form_that_every_establishment_gets_is_missed():
    assert rules(*whole()[1:]) == {GONE}


def test_without_a_list_nobody_is_enrolled_twice():
    other = {"establishments": ("11002",), "names": (TWO["11002"],), "text": ""}
    each = [*whole(), *(replace(one, **other) for one in whole())]
    found = rules(*each, enrolled=None)
    assert {("delivery.person", "11001"), ("delivery.person", "11002"), ("delivery.roster", "11001")} <= found


def csv_of(*rows, total=True):
    head = '"事業所番号","加入者番号","氏名","基準日","仮想個人勘定残高"'
    foot = ['"合計","1","500"'] if total else []
    return "".join(f"{row}\r\n" for row in (head, *rows, *foot)).encode("cp932")


ROW = '"11001","00100001","見本太郎","2026-11-28","500"'


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (csv_of(ROW), set()),
        (csv_of(ROW).decode("cp932").encode("utf-8"), {"delivery.csv"}),
        (csv_of(ROW)[:-20], {"delivery.csv", "delivery.csv_total"}),
        (csv_of(ROW.replace('"', "")), {"delivery.csv", "delivery.csv_total"}),
        (csv_of(ROW, total=False), {"delivery.csv_total"}),
        (csv_of(ROW.replace("500", "501")), {"delivery.csv_total"}),
        (csv_of('"11001","","00100001","2026-11-28","500"'), {"delivery.csv_row", "delivery.csv_total"}),
        (csv_of(ROW).replace("氏名".encode("cp932"), "名".encode("cp932")), {"delivery.csv"}),
    ],
)
def test_the_csv_is_held_beside_its_fields(raw, found):
    assert {one.rule for one in read_csv("b.csv", raw, form_table())[1]} == found


def test_every_form_and_every_rule_has_its_japanese_name():
    table = form_table()
    assert {name: spec.title for name, spec in table.forms.items()}.items() <= TYPES.items()
    assert set(DEFECTS.values()) <= set(RULES)
