"""A full round of forty pieces, from an empty database to a released run, worked by keyboard and hand scanner only."""

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter

import openpyxl
import pymupdf
import pytest

from app.commands.main import main
from app.errors import KenpanError
from app.signoff import login
from app.signoff.book import open_book
from app.signoff.checksheet import load_sheet
from tests.ui.at_hand import CHEAP
from tests.ui.day_people import ADMIN, CHECKERS, EDITING, FILES, LEADS, PEOPLE
from tests.ui.working_day import ledger_lines

SHEET = load_sheet()


@pytest.fixture(scope="module")
def entries(day):
    """Every entry of the exported copy."""
    return [json.loads(line["body"]) for line in ledger_lines(day)]


@pytest.fixture(scope="module")
def verifier(tmp_path_factory):
    """The verifier as it is handed over: one file."""
    path = tmp_path_factory.mktemp("verifier") / "kenpan_verify.py"
    assert main(["ledger", "verifier", "-o", str(path)]) == 0
    return path


def of(entries, kind):
    return [entry for entry in entries if entry["kind"] == kind]


def verified(verifier, ledger, checkpoint):
    """Exit code and words of the verifier, run by a Python that knows nothing of this program."""
    done = subprocess.run(
        [sys.executable, "-I", str(verifier), str(ledger), "--checkpoint", str(checkpoint)],
        capture_output=True,
        cwd=verifier.parent,
        check=False,
    )
    assert not done.stderr
    return done.returncode, done.stdout.decode("utf-8")


# People


def test_everybody_has_an_own_key_and_whoever_decides_an_own_device(entries):
    assert [entry["kind"] for entry in entries[:3]] == ["ledger.begun", "account.created", "right.granted"]
    made = {entry["data"]["login"]: entry["data"]["account"] for entry in of(entries, "account.created")}
    assert list(made) == [person.login for person in PEOPLE]
    assert {entry["data"]["account"] for entry in of(entries, "key.enrolled")} >= {
        made[one.login] for one in (*CHECKERS, *LEADS)
    }
    assert [entry["data"]["account"] for entry in of(entries, "otp.enrolled")] == [
        made[one.login] for one in (ADMIN, *LEADS)
    ]


def test_no_initial_password_opens_anything_any_more(day):
    book = open_book(f"sqlite:///{day.stages['released']}", day.clock, CHEAP)
    assert len(set(day.initial.values())) == 4
    for who, initial in day.initial.items():
        with pytest.raises(KenpanError) as refusal:
            login.log_in(book, who, initial)
        assert refusal.value.code == "login.refused"
    book.engine.dispose()


# Process settings


def test_all_settings_are_registered_with_one_signature_and_what_is_not_there_is_said_so(day, entries):
    made = {entry["data"]["name"]: entry["data"] for entry in of(entries, "setting.registered")}
    assert list(made) == [kind.name for kind in SHEET.settings]
    assert {name for name, data in made.items() if data["absent"]} == {"folding", "inspection"}
    assert {name for name, data in made.items() if data["reason"]} == {"editing", "folding", "inserting", "inspection"}
    said = day.read["settings"]
    assert all(kind.label in said for kind in SHEET.settings)
    assert "検査装置設定：なし　理由：機械にその機能がない" in said


# Pieces and logs


def test_every_piece_was_scanned_on_three_sides_and_signed_by_itself(entries):
    (opened,) = of(entries, "round.opened")
    ids = {piece["number"]: piece["piece_id"] for piece in opened["data"]["pieces"]}
    signed = of(entries, "piece.signed")
    assert sorted(entry["data"]["number"] for entry in signed) == list(range(1, 41))
    assert Counter(entry["name"] for entry in signed) == {person.name: 20 for person in CHECKERS}
    for entry in signed:
        data = entry["data"]
        assert (entry["meaning"], data["failures"]) == ("検査", [])
        assert {side["text"] for side in data["scans"].values()} == {ids[data["number"]]}
        assert set(data["answers"].values()) == {"ok"}


def test_the_logs_are_kept_by_the_hash_of_their_bytes(day, entries):
    kept = {entry["data"]["kind"]: entry["data"] for entry in of(entries, "attachment.kept")}
    assert list(kept) == [log.id for log in SHEET.logs if log.from_round == 1]
    for kind, data in kept.items():
        content = (day.home / f"{kind}.csv").read_bytes()
        assert (data["sha256"], data["size"]) == (hashlib.sha256(content).hexdigest(), len(content))


def test_the_signature_of_the_round_was_shown_with_name_meaning_and_count(day):
    said = day.read["round signature"]
    assert said.startswith("検査\n検査員２（ID kensa-2）")
    assert "合格 40 部" in said


# The lead


def test_the_lead_saw_the_results_only_after_own_looks(day, entries):
    assert "結果は非表示" in day.read["before own looks"]
    assert "合格 40 部" in day.read["after own looks"]
    (signed,), looks = of(entries, "round.signed"), of(entries, "piece.confirmed")
    assert len(looks) == SHEET.confirm
    assert {(entry["name"], entry["meaning"]) for entry in looks} == {(LEADS[0].name, "確認")}
    assert min(entry["seq"] for entry in looks) > signed["seq"]


def test_the_decision_is_signed_with_its_comment(day, entries):
    (approved,) = of(entries, "round.approved")
    assert (approved["name"], approved["meaning"]) == (LEADS[0].name, "承認")
    assert approved["data"]["comment"] == "40部とも合格 ログも確認"
    assert day.read["approval"].startswith("承認\n責任者１（ID hinshitsu-1）")


def test_the_result_sheet_tells_every_piece_and_every_signature(day, entries):
    with pymupdf.open(day.out / "result.pdf") as document:
        text = "".join(page.get_text() for page in document)
    book = openpyxl.load_workbook(day.out / "result.xlsx")
    cells = {str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value is not None}
    (opened,) = of(entries, "round.opened")
    for piece in opened["data"]["pieces"]:
        assert piece["piece_id"] in text and piece["piece_id"] in cells
    for said in ("検査員１", "検査員２", "責任者１", "承認"):
        assert said in text and any(said in cell for cell in cells)


def test_whatever_left_the_program_is_an_entry_with_its_hash(day):
    book = open_book(f"sqlite:///{day.database}", day.clock, CHEAP)
    made = {entry.data["name"]: entry.data for entry in book.history(("export.made",))}
    book.engine.dispose()
    for name in ("result.pdf", "result.xlsx", "ledger.jsonl"):
        content = (day.out / name).read_bytes()
        assert (made[name]["sha256"], made[name]["size"]) == (hashlib.sha256(content).hexdigest(), len(content))


def test_the_run_was_let_go_with_the_settings_given_again(day, entries):
    (released,) = of(entries, "run.released")
    assert (released["name"], released["meaning"]) == (LEADS[0].name, "本番開始")
    parts = {part["name"]: part["sha256"] for part in released["data"]["parts"]}
    assert parts["setting.editing"] == hashlib.sha256(EDITING.encode()).hexdigest()
    for name, content in FILES.items():
        assert parts[f"setting.{name}"] == hashlib.sha256(content).hexdigest()
    assert parts["setting.inspection"] == hashlib.sha256(b"").hexdigest()
    assert {name for name in parts if name.startswith("setting.")} == {kind.part for kind in SHEET.settings}
    assert "承認時とすべて一致" in day.read["release"]


# The ledger


def test_the_window_proves_its_ledger(day):
    assert "結果 台帳は健全です。" in day.read["ledger"]


def test_the_single_file_proves_the_copy_with_the_checkpoint(day, verifier):
    code, said = verified(verifier, day.out / "ledger.jsonl", day.out / "checkpoint.json")
    assert code == 0, said
    assert "結果 台帳は健全です。" in said.splitlines()


def _failed_piece_passes(lines):
    at = next(n for n, line in enumerate(lines) if '"kind\\":\\"piece.signed' in line)
    lines[at] = lines[at].replace('\\"failures\\":[]', '\\"failures\\":[\\"x\\"]')
    return at + 1


def _an_entry_less(lines):
    at = next(n for n, line in enumerate(lines) if '"kind\\":\\"piece.confirmed' in line)
    del lines[at]
    return at + 1


def _two_entries_swapped(lines):
    lines[50], lines[51] = lines[51], lines[50]
    return 51


@pytest.mark.parametrize("tamper", [_failed_piece_passes, _an_entry_less, _two_entries_swapped])
def test_the_single_file_finds_and_locates_what_was_done_to_a_copy(day, verifier, tmp_path, tamper):
    lines = (day.out / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    before = list(lines)
    place = tamper(lines)
    assert lines != before
    copy = tmp_path / "copy.jsonl"
    copy.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    code, said = verified(verifier, copy, day.out / "checkpoint.json")
    assert code == 1
    problems = [line for line in said.splitlines() if line.startswith("誤り")]
    assert any(str(place) in re.findall(r"\d+", line) for line in problems), said


def test_the_single_file_misses_nothing_at_the_end_when_it_has_the_checkpoint(day, verifier, tmp_path):
    lines = (day.out / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    copy = tmp_path / "copy.jsonl"
    copy.write_text("".join(f"{line}\n" for line in lines[:-5]), encoding="utf-8")
    code, said = verified(verifier, copy, day.out / "checkpoint.json")
    assert code == 1
    assert "checkpoint.json" in said or "チェックポイント" in said
