"""Proving and copying the ledger: logs that are gone are told, nobody reads results in a copy before their own look."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from app.errors import KenpanError
from app.filing.attachments import keep_log
from app.filing.ledger_copies import export_ledger, verifier_source, verify_book, verify_ledger
from app.signoff import people
from app.signoff.checkpoint import ledger_copy
from app.signoff.ledger import Draft
from app.signoff.verify import read_ledger, summary, verify_entries
from app.store.database import writing
from app.store.tables import ATTACHMENTS
from tests.signoff.conftest import opened, process  # noqa: F401  (fixtures)
from tests.signoff.forged_rounds import force
from tests.signoff.old_ledger import FOLDER
from tests.signoff.small_ledger import changed


@pytest.fixture
def kept(opened, tmp_path):  # noqa: F811
    """Three logs with their bytes; the first of them is entry ``house.first``."""
    for kind in opened.round().logs:
        path = tmp_path / f"{kind}.csv"
        path.write_text(kind, encoding="ascii")
        keep_log(opened.book, opened.sessions["kensa-1"], "r1", kind, path)
    opened.first = opened.state.count - 2
    return opened


def place(house):
    return str(house.book.engine.url)


def lost(entry, name):
    return f"{entry} 番：添付 {name} がないか、添付したときのものではありません。"


def problems(report):
    return [str(problem) for problem in report.problems]


def export(house, who, path):
    return export_ledger(house.book, house.sessions[who], path)


def blind(house, who, path):
    with pytest.raises(KenpanError) as caught:
        export(house, who, path)
    assert caught.value.code == "report.blind"
    assert not path.exists() and house.book.history(("export.made",)) == ()


def test_a_ledger_that_the_book_no_longer_reads_is_still_judged(opened):  # noqa: F811
    opened.check_all()
    force(opened, "hinshitsu-1", Draft("round.approved", {"round": "r1", "comment": "よし"}))
    with pytest.raises(KenpanError):
        opened.book.refresh()
    assert [problem.entry for problem in verify_book(opened.book).problems] == [opened.state.count + 1]


# Logs


def test_logs_that_are_all_there_are_sound(kept):
    for report in (verify_book(kept.book), verify_ledger(place(kept))):
        assert report.is_sound and not report.remarks


@pytest.mark.parametrize("change", [delete(ATTACHMENTS), update(ATTACHMENTS).values(content=b"other")])
def test_a_log_that_is_gone_or_changed_is_told_with_its_entry(kept, change):
    with writing(kept.book.engine) as connection:
        connection.execute(change.where(ATTACHMENTS.c.content == b"thickness"))
    for report in (verify_book(kept.book), verify_ledger(place(kept))):
        assert problems(report) == [lost(kept.first + 1, "thickness.csv")]


def test_a_database_without_the_table_of_the_logs_is_not_believed(kept):
    kept.book.engine.dispose()
    connection = sqlite3.connect(kept.book.engine.url.database)
    connection.execute("DROP TABLE attachments")
    connection.commit()
    connection.close()
    (problem,) = problems(verify_ledger(place(kept)))
    assert "表 attachments なし" in problem


def test_a_log_that_was_taken_back_may_be_gone(kept):
    with writing(kept.book.engine) as connection:
        connection.execute(delete(ATTACHMENTS).where(ATTACHMENTS.c.content == b"inserting"))
    log = kept.round().attachments[0]
    data = {"round": "r1", "kind": log.kind, "sha256": log.sha256, "reason": "別の機械"}
    kept.by("kensa-1", lambda _state, _by: Draft("attachment.withdrawn", data))
    assert verify_book(kept.book).is_sound


def test_a_log_that_is_named_by_no_hash_is_no_log(opened):  # noqa: F811
    data = {"round": "r1", "piece": None, "kind": "weight", "name": "x.csv", "sha256": "\0", "size": 1}
    force(opened, "kensa-1", Draft("attachment.kept", data))
    for report in (verify_book(opened.book), verify_ledger(place(opened))):
        assert [problem.text for problem in report.problems] == ["記録の中身の形が違います。"]


def test_a_log_that_is_named_by_no_hash_is_lost_in_a_ledger_of_format_1():
    """Its data were not looked at; a database must not be asked for such a thing."""
    rows = list(read_ledger(FOLDER / "ledger.jsonl"))
    opening = next(number for number, row in enumerate(rows) if '"kind":"round.opened"' in row.body)
    data = {"round": "r1", "piece": None, "kind": "weight", "name": "x.csv", "sha256": "\0", "size": 1}
    forged = changed(rows[opening], seq=opening + 2, prev=rows[opening].hash, kind="attachment.kept", data=data)
    asked = []
    report = verify_entries([*rows[: opening + 1], forged], lost=lambda hashes: asked.extend(hashes) or ())
    assert lost(opening + 2, "x.csv") in problems(report)
    assert asked == []


def test_of_a_copy_it_is_said_that_the_logs_are_not_in_it(kept, tmp_path):
    copy = export(kept, "kensa-1", tmp_path / "ledger.jsonl")
    with writing(kept.book.engine) as connection:
        connection.execute(delete(ATTACHMENTS))
    report = verify_ledger(str(copy))
    assert report.is_sound
    assert "添付したログ 3 件は、台帳の写しに入っていないため調べていません。" in summary(report)


def test_the_single_file_looks_for_the_logs_too(kept, tmp_path):
    with writing(kept.book.engine) as connection:
        connection.execute(delete(ATTACHMENTS))
    kept.book.engine.dispose()
    program = tmp_path / "kenpan_verify.py"
    program.write_text(verifier_source(), encoding="utf-8")
    database = Path(kept.book.engine.url.database)
    command = [sys.executable, "-I", str(program), str(database)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=600)
    assert (done.returncode, done.stderr) == (1, b"")
    assert f"誤り {lost(kept.first, 'inserting.csv')}" in done.stdout.decode()


# Copies


def test_a_lead_gets_no_copy_before_their_own_look(opened, tmp_path):  # noqa: F811
    opened.check_all()
    blind(opened, "hinshitsu-1", tmp_path / "l.jsonl")
    opened.confirm_all()
    export(opened, "hinshitsu-1", tmp_path / "l.jsonl")
    with pytest.raises(KenpanError):
        export(opened, "hinshitsu-2", tmp_path / "m.jsonl")


def test_one_piece_that_was_checked_is_enough_to_hide(opened, tmp_path):  # noqa: F811
    export(opened, "hinshitsu-1", tmp_path / "before.jsonl")
    opened.sign_piece(1)
    with pytest.raises(KenpanError):
        export(opened, "hinshitsu-1", tmp_path / "after.jsonl")


def test_a_result_that_another_workstation_signed_counts(opened, tmp_path):  # noqa: F811
    from app.signoff.book import open_book
    from tests.house import CHEAP

    other = open_book(place(opened), opened.clock, CHEAP)
    opened.sign_piece(1)
    with pytest.raises(KenpanError) as caught:
        export_ledger(other, opened.sessions["hinshitsu-1"], tmp_path / "l.jsonl")
    assert caught.value.code == "report.blind"
    other.engine.dispose()


def test_an_administrator_gets_the_copy_unless_they_are_a_lead_too(opened, tmp_path):  # noqa: F811
    opened.check_all()
    export(opened, "kanri-1", tmp_path / "l.jsonl")
    assert opened.book.history()[-1].data["kind"] == "ledger"
    opened.by("kanri-1", lambda state, by: people.grant(state, by, "lead", "応援"))
    with pytest.raises(KenpanError) as caught:
        export(opened, "kanri-1", tmp_path / "m.jsonl")
    assert caught.value.code == "report.blind" and not (tmp_path / "m.jsonl").exists()


@pytest.mark.parametrize("column", ["body", "hash", "signature"])
def test_a_column_that_holds_no_text_is_told_and_stops_nothing(house, tmp_path, column):
    with writing(house.book.engine) as connection:
        connection.exec_driver_sql(f"UPDATE entries SET {column} = x'ff00' WHERE seq = 7")
    for report in (verify_book(house.book), verify_ledger(place(house))):
        assert "値の型が違います" in problems(report)[0]
    with pytest.raises(KenpanError) as caught:
        ledger_copy(house.book)
    assert (caught.value.code, caught.value.place) == ("ledger.broken", "7 番の記録")
