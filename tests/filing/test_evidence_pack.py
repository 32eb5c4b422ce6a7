"""The evidence of a month as one archive: whole, bound to the ledger, and proved by a file that needs no Kenpan."""

import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import pytest

from app.errors import KenpanError
from app.filing.erasing import carry_out
from app.filing.evidence_pack import ANALYSIS, gather, signed_analyses, write_pack
from app.filing.known_files import look_up, told
from app.filing.ledger_copies import export_checkpoint, verifier_source, verify_book, verify_pack
from app.filing.recorded_file import write_with_entry
from app.month.papers.making import make_paper
from app.signoff import custody, months
from app.signoff.ledger import Draft, Head
from tests.filing.test_ledger_copies import kept  # noqa: F401  (fixture)
from tests.signoff.conftest import opened, process  # noqa: F401  (fixtures)


@pytest.fixture
def folder(house, tmp_path):
    """A month with two papers that were written out."""
    house.begin_process()
    house.open_month()
    month, session = house.state.months["m1"], house.sessions["hinshitsu-1"]
    head = Head(house.state.count, house.state.head, house.state.time)
    for paper, kind, ending in (("monthly", "paper.monthly", ".xlsx"), ("result", "paper.result", ".pdf")):
        content = make_paper(paper, ending, house.state, month, head, datetime.now(UTC))
        write_with_entry(house.book, session, kind, tmp_path / f"{paper}{ending}", content)
    return tmp_path


def packed(house, folder):
    month = house.book.refresh().months["m1"]
    paths = [folder / "monthly.xlsx", folder / "result.pdf"]
    gathered = gather(paths, house.state, month, signed_analyses(house.book))
    out = folder / "証拠.zip"
    session = house.sessions["hinshitsu-1"]
    write_pack(house.book, session, session, month, gathered, out)
    return out, gathered


def again(path, folder, change):
    """The archive with its members as ``change(name, content)`` has them; ``None`` leaves one out."""
    out = folder / f"other{len(list(folder.iterdir()))}.zip"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return out


def test_a_pack_is_proved_with_its_files_and_says_what_it_has_not(house, folder):
    out, gathered = packed(house, folder)
    assert {"件数の表", "受入判定書"} <= set(gathered.missing)
    assert "受入判定書" in gathered.missing and ANALYSIS in gathered.missing and "月間報告書" not in gathered.missing
    text, is_sound = verify_pack(out)
    assert (
        is_sound and "証拠一式 2 ファイル（台帳の記録と同じもの 2）" in text and "入っていないもの 受入判定書" in text
    )
    assert verify_book(house.book).is_sound
    with zipfile.ZipFile(out) as archive:
        assert {"index.json", "kenpan_verify.py", "はじめに.txt"} <= set(archive.namelist())
    flipped = again(out, folder, lambda name, raw: raw[:-1] + b"!" if name == "files/result.pdf" else raw)
    for path, said in (
        (flipped, "files/result.pdf が台帳の記録と違います"),
        (again(out, folder, lambda name, raw: None if name == "files/result.pdf" else raw), "result.pdf がありません"),
    ):
        text, is_sound = verify_pack(path)
        assert not is_sound and said in text
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("files/more.txt", b"more")
    assert "files/more.txt は台帳の記録にありません" in verify_pack(out)[0]


def test_the_verifier_in_the_pack_needs_no_kenpan(house, folder):
    out, _gathered = packed(house, folder)
    alone = folder / "alone"
    alone.mkdir()
    (alone / "kenpan_verify.py").write_text(verifier_source(), encoding="utf-8")
    run = [sys.executable, "-I", "kenpan_verify.py"]
    done = subprocess.run([*run, out], cwd=alone, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0 and "証拠一式は健全です。" in done.stdout
    bare = [sys.executable, "-I", "-S", "kenpan_verify.py"]  # a Python with nothing installed
    done = subprocess.run([*bare, out], cwd=alone, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2 and "pip install pycryptodome" in done.stderr and "Traceback" not in done.stderr
    cut = again(out, folder, lambda name, raw: raw[: len(raw) // 2] if name == "ledger.jsonl" else raw)
    done = subprocess.run([*run, cut], cwd=alone, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1 and "誤り" in done.stdout


def test_what_is_no_pack_is_refused_by_name(house, folder):
    out, _gathered = packed(house, folder)
    other = again(out, folder, lambda name, raw: None if name == "ledger.jsonl" else raw)
    with pytest.raises(KenpanError) as caught:
        verify_pack(other)
    assert caught.value.code == "ledger.unreadable" and "証拠一式ではありません" in caught.value.what


def test_only_what_was_written_out_and_is_unchanged_gets_in(house, folder):
    month = house.state.months["m1"]
    for name, code in (("result.pdf", "pack.strange"), ("none.pdf", "pack.unreadable")):
        if (folder / name).exists():
            (folder / name).write_bytes(b"%PDF-changed")
        with pytest.raises(KenpanError) as caught:
            gather([folder / name], house.state, month, frozenset())
        assert caught.value.code == code
    same = folder / "copy" / "monthly.xlsx"
    same.parent.mkdir()
    same.write_bytes((folder / "monthly.xlsx").read_bytes())
    with pytest.raises(KenpanError) as caught:
        gather([folder / "monthly.xlsx", same], house.state, month, frozenset())
    assert caught.value.code == "pack.same"


def test_opening_an_exported_file_again_tells_whether_it_is_unchanged(house, folder):
    assert told(look_up(house.book, folder / "monthly.xlsx")).startswith(
        "○ monthly.xlsx　書き出したままです（月間報告書"
    )
    (folder / "result.pdf").write_bytes(b"%PDF-changed")
    assert "書き出した後で変わっています（台帳" in told(look_up(house.book, folder / "result.pdf"))
    (folder / "new.pdf").write_bytes(b"%PDF")
    assert "検版が書き出したファイルではないか" in told(look_up(house.book, folder / "new.pdf"))


def test_a_checkpoint_is_not_said_to_be_a_strange_file(house, folder):
    path = export_checkpoint(house.book, house.sessions["kensa-1"].signer, folder / "checkpoint.json")
    one = look_up(house.book, path)
    assert not one.is_unchanged
    assert told(one).startswith("△ checkpoint.json　チェックポイントです。")


def test_a_paper_is_handed_in_only_as_it_was_written_out(house, folder):
    known = look_up(house.book, folder / "monthly.xlsx")
    with pytest.raises(KenpanError) as caught:
        house.by("kensa-1", lambda s, by: custody.hand_in(s, by, "m1", "result", known.sha256, "2026-11-17", "持参"))
    assert caught.value.code == "paper.strange"
    house.by("kensa-1", lambda s, by: custody.hand_in(s, by, "m1", "monthly", known.sha256, "2026-11-17", "持参"))
    assert house.state.handed["m1"]["monthly"].sha256 == known.sha256


# What is held


def test_what_is_held_is_given_back_by_one_and_confirmed_by_another(house):
    house.begin_process()
    house.open_month()
    own = {"month": "m1", "number": "1複写", "what": "控え", "quantity": "1 枚", "medium": "paper", "purpose": "点検"}
    own |= {"copy": True, "place": "保管庫", "made": "2026-11-10", "received": "受領者"}
    house.by("kensa-1", lambda s, by: custody.record_holding(s, by, own))
    (key,) = [one.key for one in house.state.holdings.values() if one.source == "own"]
    early = lambda s, by: custody.move_holding(s, by, key, "discarded", "2026-11-20", "溶解", "2027-02-10")  # noqa: E731
    with pytest.raises(KenpanError) as caught:
        house.by("kensa-1", early)
    assert caught.value.code == "holding.keep"
    house.by("kensa-1", lambda s, by: custody.move_holding(s, by, key, "discarded", "2026-11-20", "溶解"))
    with pytest.raises(KenpanError) as caught:
        house.by("kensa-1", lambda s, by: custody.confirm_holding(s, by, key))
    assert caught.value.code == "holding.same"
    house.by("hinshitsu-1", lambda s, by: custody.confirm_holding(s, by, key))
    assert house.state.holdings[key].is_settled
    assert verify_book(house.book).is_sound


# Attachments


def test_an_erased_attachment_keeps_its_hash_and_is_missed_only_then(kept):  # noqa: F811
    kept.check_all()
    kept.confirm_all()
    kept.approve()
    log = kept.round().attachments[0]
    place = str(kept.book.engine.url)
    ask = lambda s, by: custody.ask_erasure(s, by, log.sha256, "2026-01-01", "保管期限を過ぎた")  # noqa: E731
    kept.by("hinshitsu-1", ask)
    with pytest.raises(KenpanError) as caught:
        kept.by("hinshitsu-1", lambda s, by: custody.erase(s, by, log.sha256, "上書き"))
    assert caught.value.code == "attachment.same"
    assert "0 件をデータベースから消しました" in carry_out(place)
    kept.by("hinshitsu-2", lambda s, by: custody.erase(s, by, log.sha256, "上書き"))
    assert verify_book(kept.book).is_sound
    assert f"1 件をデータベースから消しました（{log.name}）" in carry_out(place)
    assert verify_book(kept.book).is_sound
    assert log.sha256 in {one.sha256 for one in kept.round().attachments}
    with pytest.raises(KenpanError) as caught:
        kept.by("hinshitsu-1", ask)
    assert caught.value.code == "attachment.gone"


def test_a_statement_of_inspection_needs_no_gate_to_be_open(house):
    house.begin_process()
    house.open_month()
    house.by("kensa-1", lambda s, by: months.state_that(s, by, "m1", "reports", "self_inspection", "点検した", ()))
    assert [one.what for one in house.state.months["m1"].statements] == ["self_inspection"]
    assert Draft("statement.made", {}).meaning == "申告"
