"""``kenpan delivery``: the whole story as commands, with whoever is logged in."""

import json
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.commands import delivery
from app.commands.main import main
from app.delivery import fund as fund_side
from app.delivery.intake import run
from app.filing.known_files import look_up
from app.signoff import exchange
from app.signoff.machine_key import MachineKey
from tests.delivery.houses import ONE, intake


@pytest.fixture
def run_as(pair, monkeypatch, capsys):
    """A command on one side, by somebody; its exit code and what it printed."""

    def doing(side, who, *words):
        @contextmanager
        def at_work(_arguments):
            yield delivery.Work(side.house.book, side.house.sessions[who], side.root)

        monkeypatch.setattr(delivery, "at_work", at_work)
        code = main(["delivery", *map(str, words)])
        return code, capsys.readouterr().out

    return doing


def test_the_story_runs_as_commands(pair, run_as, monkeypatch, tmp_path):
    fund, desk = pair.fund, pair.desk
    monkeypatch.setattr(run, "read_batch", lambda *_arguments: intake(content=b"commands"))
    assert run_as(fund, "kensa-1", "check", "f.pdf", "--period", "2026-11")[0] == 0
    code, out = run_as(fund, "kensa-1", "read", "f.pdf", "--period", "2026-11")
    batch = out.split()[-1][:12]
    assert code == 0
    assert run_as(fund, "kensa-1", "sign", batch, "--to", ONE)[0] == 0
    assert run_as(fund, "hinshitsu-1", "approve", batch)[0] == 0
    code, out = run_as(fund, "kensa-1", "deliver", batch, pair.medium)
    package, paper, book = out.split()[-1], tmp_path / "slip.pdf", tmp_path / "status.xlsx"
    code, out = run_as(desk, "kensa-1", "receive", package, pair.medium, "--forms", tmp_path, "--paper", paper)
    slip = next(line for line in out.splitlines() if line.endswith(".json"))
    assert (tmp_path / "notice.pdf").read_bytes() == b"commands11001notice" and paper.read_bytes()[:5] == b"%PDF-"
    assert fund_side.receipt_file(paper) == Path(slip).read_text("utf-8")
    assert run_as(fund, "kensa-1", "take", paper)[0] == 0
    assert run_as(fund, "kensa-1", "take", slip)[0] == 2
    told = json.loads(run_as(fund, "kensa-1", "status", "--json")[1])["deliveries"]
    assert next(one for one in told if one["batch"].startswith(batch))["state"] == "受領済"
    assert run_as(fund, "kensa-1", "status", "--xlsx", book)[0] == 0
    assert look_up(fund.house.book, book).is_unchanged
    assert run_as(fund, "kensa-1", "deliver", batch, pair.medium, "--reason", "紛失")[0] == 0


def test_a_notification_goes_there_and_is_decided(pair, run_as, tmp_path):
    path = tmp_path / "leaving.csv"
    path.write_bytes("加入者番号,氏名,資格喪失年月日\r\n00100001,見本太郎,2026-11-30\r\n".encode("cp932"))
    code, out = run_as(pair.desk, "kensa-1", "file", "加入者資格喪失届", path, pair.medium)
    assert code == 0
    code, out = run_as(pair.fund, "kensa-1", "accept-file", out.split()[-1])
    number = out.split()[1].split("　")[0]
    assert run_as(pair.fund, "kensa-1", "decide", number, "check")[0] == 0
    assert run_as(pair.fund, "hinshitsu-1", "decide", number, "accept")[0] == 0
    assert run_as(pair.desk, "kensa-1", "file", "年金・一時金見込額試算依頼書", path, pair.medium)[0] == 2


def test_the_paper_for_a_fourth_terminal_is_printed(pair, run_as, tmp_path):
    keys = [MachineKey(bytes([number]) * 32) for number in (11, 12, 13)]
    card = tmp_path / "card.json"
    said = []
    for one in keys:
        told = {"format": "kenpan-machine-card-1", "name": "窓口", "seal_key": one.seal_key, "sign_key": one.sign_key}
        card.write_text(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")), "utf-8")
        words = (
            "terminal",
            card,
            ONE,
            "--label",
            "予備",
            "--compared",
            "paper",
            "--with",
            "担当",
            "--paper",
            tmp_path / "p.pdf",
        )
        said.append(run_as(pair.fund, "kanri-1", *words)[0])
    assert said == [0, 0, 2] and (tmp_path / "p.pdf").read_bytes()[:5] == b"%PDF-"
    for one in keys[:2]:
        pair.fund.by("kanri-1", exchange.remove_terminal, ONE, one.id, "交換")


def test_samples_need_nobody(tmp_path, capsys):
    assert main(["delivery", "sample", str(tmp_path / "s"), "--period", "2026-11", "--defects", "none"]) == 2
    assert "sample.defect" in capsys.readouterr().err
    for no_month in ("2026-13", "2026-1", "11", ""):
        with pytest.raises(SystemExit) as caught:
            main(["delivery", "sample", str(tmp_path / "s"), "--period", no_month])
        assert caught.value.code == 2
        assert "--period" in capsys.readouterr().err
