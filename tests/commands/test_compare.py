"""``kenpan compare`` from the command line."""

import json

from app.commands.main import main
from app.proof.printed.form_file import NAME, form_json, form_of_json, read_form
from app.training.printing.job import print_month
from tests.proof.printed.forms import form_of


def test_a_print_is_compared_from_the_command_line(bench, sample_folder, tmp_path, capsys):
    form = form_of(bench, "panels", tmp_path / "clean")
    (tmp_path / NAME).write_text(json.dumps(form_json(form)), "utf-8")
    assert read_form(tmp_path) == form == form_of_json(json.loads(json.dumps(form_json(form))))
    from app.training.printing.plan import notices_of

    own = notices_of(bench)[2:5]
    job = print_month(bench, "panels", selection=own, defects=["digit@front.charge.total"])
    (tmp_path / "print.pdf").write_bytes(job.pdf)
    out = tmp_path / "found.json"
    words = ["compare", str(sample_folder), str(tmp_path / "print.pdf"), "--forms", str(tmp_path), "--jobs", "1"]
    key = ["--key", str(sample_folder / "key.toml")]
    assert main([*words, *key, "--from", "3", "--to", "5", "--json", str(out)]) == 1
    told = json.loads(out.read_text("utf-8"))
    assert (told["pages"], told["records"], told["matched"]) == (9, 3, 3)
    assert told["counts"] == {"print.changed": 1}
    assert "print.changed" in capsys.readouterr().out


def test_without_a_measured_form_nothing_is_compared(sample_folder, tmp_path, capsys):
    (tmp_path / "print.pdf").write_bytes(b"%PDF-1.7")
    words = ["compare", str(sample_folder), str(tmp_path / "print.pdf"), "--forms", str(tmp_path)]
    assert main(words) == 2
    assert NAME in capsys.readouterr().err
