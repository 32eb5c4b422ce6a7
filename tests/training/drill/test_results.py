"""Results stay with the person, in a database that is no ledger."""

import io
import sqlite3
from datetime import datetime

import openpyxl
import pytest

from app.errors import KenpanError
from app.signoff.book import open_book
from app.training.drill.history_book import history_xlsx
from app.training.drill.plan import Plan, Task
from app.training.drill.results import Results
from app.training.drill.scoring import Answer, Judged

AT = datetime(2026, 11, 27, 9, 30)


def judged(*outcomes):
    return [
        Judged(Task(number, defect, number), Answer(None, 2.0), outcome)
        for number, (defect, outcome) in enumerate(outcomes, 1)
    ]


@pytest.fixture
def results(tmp_path):
    own = Results(tmp_path / "renshu" / "results.db")
    first = judged(("", "passed"), ("digit", "found"), ("digit", "missed"), ("", "false"))
    own.keep("id-1", "検査員１", Plan("pairs", 4, 50, 3), first, AT)
    own.keep("id-2", "検査員２", Plan("sheets", 2, 1, 4), judged(("blank", "elsewhere"), ("", "passed")), AT)
    return own


def test_a_person_has_a_history_of_their_own(results):
    (mine,) = results.history("id-1")
    assert (mine.name, mine.kind, mine.rate, mine.sheets, mine.planted, mine.found, mine.false) == (
        "検査員１", "pairs", 50, 4, 2, 1, 1,
    )  # fmt: skip
    assert mine.seconds == 8.0 and not mine.warm_up and mine.at == "2026-11-27 09:30"
    assert [one.person for one in results.history()] == ["id-2", "id-1"]
    assert results.history("nobody") == ()


def test_misses_are_told_by_kind_of_defect_and_by_how_rare_they_were(results):
    assert [(one.what, one.share[:2]) for one in results.by_defect()] == [("blank", (0, 1)), ("digit", (1, 2))]
    assert [(one.what, one.share[:2]) for one in results.by_rate()] == [("50", (1, 2)), ("1", (0, 1))]
    assert [one.what for one in results.by_defect("id-1")] == ["digit"]


def test_the_book_says_the_same(results):
    book = openpyxl.load_workbook(io.BytesIO(history_xlsx(results, "", AT)))
    assert book.sheetnames == ["練習", "欠陥の種類", "欠陥の割合"]
    rows = list(book["練習"].values)
    assert rows[2][:9] == ("2026-11-27 09:30", "検査員１", "印刷の組", "50％", 4, 2, 1, 1, 1)
    assert [row[0] for row in book["欠陥の種類"].values][1:] == ["項目が空白", "数字1字の誤り"]


def test_nothing_of_it_is_taken_for_a_ledger_nor_a_ledger_for_it(results, tmp_path):
    for practice in (False, True):
        with pytest.raises(KenpanError):
            open_book(f"sqlite:///{tmp_path / 'renshu' / 'results.db'}", practice=practice)
    ledger = tmp_path / "kenpan.db"
    open_book(f"sqlite:///{ledger}").engine.dispose()
    with pytest.raises(KenpanError) as refused:
        Results(ledger).history()
    assert refused.value.code == "drill.results"


def test_a_file_that_is_none_is_refused_and_stays(tmp_path):
    path = tmp_path / "renshu" / "results.db"
    path.parent.mkdir()
    path.write_bytes(b"other" * 500)
    with pytest.raises(KenpanError):
        Results(path).history()
    assert path.read_bytes() == b"other" * 500
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT * FROM drills")
