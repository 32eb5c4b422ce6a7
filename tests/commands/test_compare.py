"""``kenpan compare`` from the command line."""

import json
from dataclasses import replace
from functools import partial

from app.commands.main import main
from app.month.printed.captured import open_captures
from app.notice.piece_id import PieceRun
from app.proof.printed.basis import form_hash
from app.sheet.measured_file import measured_files, packed, read_measured_folder, read_packed
from app.training.printing.job import print_month
from tests.proof.printed.forms import form_of


def test_a_print_is_compared_from_the_command_line(bench, sample_folder, tmp_path, capsys):
    """One piece of last month's print lies among them: nothing but its 現品ID tells it apart."""
    this, last = (replace(bench, run=partial(PieceRun, month, 1)) for month in ("2026-12", "2026-11"))
    form = form_of(this, "panels", tmp_path / "clean")
    for name, raw in measured_files(form).items():
        (tmp_path / name).write_bytes(raw)
    assert (
        form_hash(read_measured_folder(tmp_path))
        == form_hash(form)
        == form_hash(read_packed(packed(measured_files(form))))
    )
    from app.training.printing.plan import notices_of

    own = notices_of(bench)[2:6]
    job = print_month(this, "panels", selection=own[:3], defects=["digit@front.charge.total"])
    (tmp_path / "print.pdf").write_bytes(job.pdf)
    (tmp_path / "rest.pdf").write_bytes(print_month(last, "panels", selection=own[3:]).pdf)
    out = tmp_path / "found.json"
    printed = [str(tmp_path / name) for name in ("print.pdf", "rest.pdf")]
    words = ["compare", str(sample_folder), *printed, "--forms", str(tmp_path), "--jobs", "2", "--month", "2026-12"]
    key = ["--key", str(sample_folder / "key.toml")]
    assert main([*words, *key, "--from", "3", "--to", "6", "--json", str(out)]) == 1
    told = json.loads(out.read_text("utf-8"))
    assert (told["pages"], told["records"], told["matched"]) == (12, 4, 4)
    assert told["counts"] == {"print.changed": 1, "print.piece_id": 3}
    said = capsys.readouterr().out
    assert "print.changed" in said and "未確認　この結果に署名はありません" in said
    assert main(["compare", str(sample_folder), str(tmp_path / "rest.pdf"), *key]) == 2
    assert "この印刷は手元の様式と違います。kenpan learn で様式を測り" in capsys.readouterr().err.replace("\n", "")


def test_without_a_measured_form_nothing_is_compared(sample_folder, tmp_path, capsys):
    (tmp_path / "print.pdf").write_bytes(b"%PDF-1.7")
    words = ["compare", str(sample_folder), str(tmp_path / "print.pdf"), "--forms", str(tmp_path)]
    assert main(words) == 2
    assert f"{tmp_path.name}：実測様式のフォルダーではありません" in capsys.readouterr().err
    (tmp_path / "measured.json").write_text("{}", "utf-8")
    assert main(words) == 2
    assert "測り直してください" in capsys.readouterr().err


def test_captures_are_told_with_what_they_are_and_their_json_is_what_is_signed(
    bench, sample_folder, tmp_path, capsys, monkeypatch
):
    """One that cannot be read is enough: it is told like any other."""
    path, out, asked = tmp_path / "scan.png", tmp_path / "found.json", []
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"?" * 500)
    monkeypatch.setattr("app.month.looking.who.Nobody.is_signed", lambda _who, raw: bool(asked.append(raw)) or True)
    key = ["--key", str(sample_folder / "key.toml")]
    assert main(["compare", str(sample_folder), str(path), *key, "--alike", "一ー", "--json", str(out)]) == 1
    said = capsys.readouterr().out
    assert "読み取り不可　scan.png" in said and "確認済　署名された照合の結果です。" in said
    assert asked == [out.read_bytes()]
    one = open_captures(bench, out, [path])
    assert (one.raw, one.of_captures) == (out.read_bytes(), True)
    assert one.table["captures"]["alike"] == ["ー一"]
    assert main(["compare", str(sample_folder), str(path), *key, "--sealed", "--json", str(out)]) == 1
    assert "判定していません　封筒の中の 通知 表・通知 裏　すべて" in capsys.readouterr().out
    sealed = open_captures(bench, out, [path])
    assert sealed.of_sealed and not one.of_sealed
    assert sealed.table["basis"]["tolerances"] != one.table["basis"]["tolerances"], "more than paper is judged by"


def test_a_run_that_no_id_can_say_is_refused(sample_folder, tmp_path, capsys):
    assert main(["print", str(sample_folder), "-o", str(tmp_path / "x.pdf"), "--month", "2026-13"]) == 2
    assert "[print.run]" in capsys.readouterr().err
