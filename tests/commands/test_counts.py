"""``kenpan counts`` from the command line."""

import json

import pytest

from app.commands.main import main
from app.media.manifest import manifest
from app.proof.compared.result_file import result_bytes
from app.training.redirect_zip import PASSWORD
from tests.sizes import SOAK


def test_counts_are_set_side_by_side_from_the_command_line(bench, sample_folder, tmp_path, capsys):
    """A result that nobody signed counts, but is no evidence; a slip that says one piece more is named."""
    place = ("ZMGKK#1201", int(bench.notices["ZMGKK#1201"].rows(1)[0]))
    records = sum(len(file.rows(1)) for file in bench.notices.values())
    basis = {"media": manifest(bench.media)["sha256"]}
    told = {"pages": 0, "records": records, "matched": 0, "unreadable": [], "findings": [], "ignored": [], "counts": {}}
    compared = tmp_path / "compared.json"
    compared.write_bytes(result_bytes(told | {"basis": basis}))
    words = ["counts", str(sample_folder), "--compared", str(compared)]
    out, plan = tmp_path / "counts.json", tmp_path / "plan.json"
    assert main([*words, "--json", str(out), "--plan", str(plan)]) == 0
    found = json.loads(out.read_text("utf-8"))
    assert found["unconfirmed"] == ["compared.json"] and not found["ok"]
    assert sum(one["printed"] for one in found["offices"] if one["unit"] == "件") == records
    slip = {(one["size"], one["kind"], one["barcode"]): one["counted"] for one in found["slip"]}
    assert sum(slip.values()) == json.loads(plan.read_text("utf-8"))["envelopes"]
    rows = ["種類,重量,区分,バーコード,通数"]
    rows += [f"定形,50g 以内,通常,{'有' if key[2] else '無'},{count + key[2]}" for key, count in slip.items()]
    (tmp_path / "slip.csv").write_text("\n".join(rows), "utf-8")
    lost = {"rule": "print.missing_page", "severity": "error", "file": place[0], "record": place[1], "message": ""}
    lost |= dict.fromkeys(("page", "side", "item", "rect_mm")) | {"expected": "", "found": ""}
    compared.write_bytes(result_bytes(told | {"basis": basis, "findings": [lost], "counts": {lost["rule"]: 1}}))
    capsys.readouterr()
    assert main([*words, "--slip", str(tmp_path / "slip.csv"), "--json", str(out)]) == 1
    said = capsys.readouterr().out
    assert "未確認　compared.json" in said and "合わない件数 2 項目" in said and "差出票　定形 50g 以内　通常" in said
    differs = json.loads(out.read_text("utf-8"))["findings"]
    assert [one["between"] for one in differs] == [["data", "printed"], ["counted", "stamped"]]
    assert differs[0]["records"] == [dict(zip(("file", "record"), place, strict=True))]
    compared.write_bytes(result_bytes(told | {"basis": {"media": "0" * 64}}))
    assert main(words) == 2
    assert "別の媒体" in capsys.readouterr().err.replace("\n", "")


@pytest.mark.parametrize(
    ("given", "ended"), [*([((), 0)] if SOAK else []), (("--redirect-defects", "--log-defects"), 1)]
)
def test_defects_of_lists_and_logs_are_all_planted_where_no_name_is_given(tmp_path, capsys, given, ended):
    sample, lists, password = tmp_path / "s", tmp_path / "l.zip", tmp_path / "password"
    made = [
        "sample",
        str(sample),
        "--establishments",
        "60",
        "--redirects",
        str(lists),
        "--logs",
        str(tmp_path / "logs"),
    ]
    assert main([*made, *given]) == 0
    password.write_text(PASSWORD, "ascii")
    medium = next(path for path in sample.iterdir() if path.is_dir())
    assert main(["lists", str(lists), "--password-file", str(password), "--media", str(medium)]) == ended
    told = ["counts", str(medium), "--lists", str(lists), "--list-password-file", str(password)]
    assert main([*told, "--logs", str(tmp_path / "logs")]) == ended
