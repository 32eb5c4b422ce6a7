"""``kenpan counts --logs`` reads the machines' logs as the window does: with what people named of them once."""

import pytest

from app.lists.headers import fingerprint
from app.lists.logs.reading import Named
from app.month.keeping.month_store import months_root
from app.month.logs.columns import keep_log
from app.month.parts_in_use import media_part
from app.notice.piece_id import PieceRun
from app.signoff import machine_logs, months
from app.training.machine_logs import make_machine_logs
from app.workstation.settings import load_settings
from tests.commands.login.acts import said
from tests.house import EQUIPMENT


@pytest.fixture
def logs(bench, tmp_path):
    """The first printer's log, with a result that nobody knows."""
    whole, own = tmp_path / "whole", tmp_path / "logs"
    make_machine_logs(whole, bench.notices.values(), bench.media.volume.volume, PieceRun("2026-11", 1))
    own.mkdir()
    raw = (whole / "印字_P1.csv").read_bytes()
    (own / "印字_P1.csv").write_bytes(raw.replace(b",OK", ",通過Ａ".encode("cp932")))
    return own


@pytest.fixture
def month(staff, bench):
    staff.begin_process(*EQUIPMENT)
    staff.open_month()
    staff.by("hinshitsu-1", lambda state, by: months.bind(state, by, "m1", (media_part(bench),), "当月の媒体"))
    return staff


def printed(out):
    return int(out.partition("印字 ")[2].partition(" 件")[0].replace(",", ""))


def test_a_word_that_a_lead_named_counts_in_the_command_as_on_the_screen(capsys, month, sample_folder, logs):
    code, out, _ = said(capsys, "counts", sample_folder, "--logs", logs)
    assert code == 1 and "意味の分からない結果 「通過Ａ」" in out and "品質責任者が決めると" in out
    assert "印字 —" in out
    act = lambda state, by: machine_logs.name_results(state, by, "m1", {"通過A": True}, "取扱説明書")  # noqa: E731
    month.by("hinshitsu-1", act)
    _, out, _ = said(capsys, "counts", sample_folder, "--logs", logs)
    assert printed(out) and "台帳で決めた結果の語　「通過A」良品" in out and "意味の分からない" not in out


def test_columns_that_were_named_on_the_screen_are_known_to_the_command(capsys, month, sample_folder, logs):
    path = logs / "印字_P1.csv"
    raw = path.read_bytes().replace("通過Ａ".encode("cp932"), b"OK").split(b"\r\n")
    path.rename(logs / "a.csv").write_bytes(b"\r\n".join([b"d,m,q,r", *raw[1:]]))
    _, out, _ = said(capsys, "counts", sample_folder, "--logs", logs)
    assert "読めないファイル　a.csv" in out
    own = Named("print", {"time": 0, "machine": 1, "code": 2, "outcome": 3})
    keep_log(months_root(month.book, load_settings(None)), fingerprint(("d", "m", "q", "r")), own)
    _, out, _ = said(capsys, "counts", sample_folder, "--logs", logs)
    assert "読めないファイル" not in out and printed(out) > 0
