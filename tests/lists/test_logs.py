"""Logs of the machines: whatever a machine writes, what can be read is, and what cannot is named."""

from importlib import import_module
from io import BytesIO

import numpy as np
import openpyxl
import pytest

from app.confined.limits import NotReadError
from app.errors import KenpanError
from app.lists.headers import fingerprint
from app.lists.logs import lines, reading
from app.lists.logs.clock import NO_TIME, joined, milliseconds
from app.lists.logs.reading import Named, log_paths, read_logs
from app.lists.logs.spec import INSERT, POST, PRINT, WEIGHT, log_specs, log_words

CODE = "K0321010012345261201171"
HEAD = "日時,号機,現品ID,結果"


class Direct:
    """Runs what a child would, here."""

    def __init__(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def run(self, function, *arguments, still_wanted=None):
        module, name = function.split(":")
        return getattr(import_module(module), name)(*arguments)


@pytest.fixture
def log(tmp_path, monkeypatch):
    """A log of these lines, read; its name says the stage."""
    monkeypatch.setattr(reading, "Children", Direct)

    def of(content, name="封入_1.csv", encoding="cp932", known=None, results=None):
        raw = content if isinstance(content, bytes) else content.encode(encoding)
        (tmp_path / name).write_bytes(raw)
        found = read_logs([tmp_path / name], known, results=results)
        return found.problems[0] if found.problems else found.logs[0]

    return of


def row(second, code=CODE, result="OK", machine="1"):
    return f"2026/12/15 09:00:{second:02},{machine},{code},{result}\r\n"


def day(text):
    return int(np.datetime64(text, "ms").astype(np.int64))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026/12/15 09:02:33.120", "2026-12-15T09:02:33.120"),
        ("2026/1/5 9:02:03", "2026-01-05T09:02:03"),
        ("2026-12-15T09:02", "2026-12-15T09:02"),
        ("20261215090233", "2026-12-15T09:02:33"),
        ("20261215 090233", "2026-12-15T09:02:33"),
        ("20261215090233120", "2026-12-15T09:02:33.120"),
        ("26/12/15 09:02:33", "2026-12-15T09:02:33"),
        ("2024/02/29 00:00:00", "2024-02-29"),
    ],
)
def test_times_are_read_as_machines_write_them(text, meant):
    assert milliseconds(np.array([text.encode()])).tolist() == [day(meant)]


@pytest.mark.parametrize(
    "text", ["", "2026/02/30 09:00:00", "2026/12/15", "09:02:33", "2026/13/01 00:00:00", "K0321010012345", "1 2 3 4 5"]
)
def test_what_is_no_date_with_a_time_is_none(text):
    assert milliseconds(np.array([text.encode()], dtype="S32")).tolist() == [NO_TIME]


def test_a_date_in_a_column_of_its_own_belongs_to_the_time():
    days, times = np.array([b"2026/12/15"] * 2), np.array([b"9:02:03", b"2026/12/16 10:00:00"])
    assert milliseconds(joined(days, times)).tolist() == [day("2026-12-15T09:02:03"), day("2026-12-16T10:00:00")]


def test_every_kind_of_log_can_be_told_by_its_headers_alone(log):
    for spec in log_specs():
        if not spec.width:
            telling = sorted(spec.telling)[0]
            found = log(f"現品ID,{telling}\r\n{CODE},1\r\n", "a.csv")
            assert found.title == spec.title, telling


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_encodings_are_told_apart(log, encoding):
    found = log(f"{HEAD}\r\n{row(1)}{row(2, result='ジャム')}", encoding=encoding)
    assert found.code.tolist() == [CODE.encode()] * 2 and found.passed.tolist() == [True, False]
    assert found.machines == ("1",) and found.stage.tolist() == [INSERT] * 2


def test_tabs_and_quotes_and_headers_below_a_title_are_read(log):
    text = f'封入ログ\t2号機\r\n"日時"\t"号機"\t"現品ID"\t"結果"\r\n"2026/12/15 09:00:01"\t"2"\t"{CODE}"\t"OK"\r\n'
    found = log(text, "封入.txt")
    assert (len(found), found.line.tolist(), found.machines) == (1, [3], ("2",))


def test_fixed_columns_are_known_by_the_length_of_their_lines(log):
    line = f"2026121509000102{CODE:<30}    24.1OK"
    found = log(f"{line:<64}\r\n{line[:30]}\r\n", "WGT1.dat")
    assert (found.stage.tolist(), found.machines, found.broken) == ([WEIGHT], ("02",), (2,)) and found.is_cut


def test_a_workbook_is_read_with_its_times_and_numbers(log):
    book, raw = openpyxl.Workbook(), BytesIO()
    from datetime import datetime

    book.active.append(["日時", "号機", "現品ID", "結果"])
    book.active.append([datetime(2026, 12, 15, 9, 0, 1), 1.0, CODE, "OK"])
    book.save(raw)
    found = log(raw.getvalue(), "差出.xlsx")
    assert (found.stage.tolist(), found.machines, found.time.tolist()) == ([POST], ("1",), [day("2026-12-15T09:00:01")])


@pytest.mark.parametrize("cut", [1, 4, 12, 30, 50])
def test_a_broken_last_line_is_named_and_the_rest_loads(log, cut):
    whole = f"{HEAD}\r\n{row(1)}{row(2)}{row(3, result='ジャム')}"
    raw = whole.encode("cp932")[: -2 - cut]
    found = log(raw)
    assert found.is_cut and found.broken == (4,) and len(found) == 2


def test_a_log_whose_last_line_is_whole_but_not_ended_is_whole(log):
    found = log(f"{HEAD}\r\n{row(1)}{row(2)}".rstrip("\r\n"))
    assert not found.is_cut and len(found) == 2


def test_zeros_after_a_crash_are_left_out(log):
    assert len(log(f"{HEAD}\r\n{row(1)}".encode("cp932") + b"\0" * 512)) == 1


def test_an_open_quotation_mark_takes_its_own_line_only(log):
    found = log(f'{HEAD}\r\n{row(1)}2026/12/15 09:00:02,"1,{CODE},OK\r\n{row(3)}{row(4)}')
    assert found.line.tolist() == [2, 4, 5] and found.broken == (3,) and not found.is_cut


def test_a_result_that_nobody_knows_is_named_and_not_counted(log):
    found = log(f"{HEAD}\r\n{row(1)}{row(2, result='保留')}{row(3, result='')}{row(4)}")
    assert len(found) == 2 and "「保留」" in found.notes[0] and "2 行" in found.notes[0]


def test_lines_without_a_code_are_of_the_machine_and_unread_ones_of_a_piece(log):
    found = log(f"{HEAD}\r\n{row(1, code='')}{row(2, code='NOREAD')}{row(3, code='?????')}{row(4)}")
    assert found.uncoded == 1 and found.unread.tolist() == [True, True, False]


def test_a_mixed_log_says_the_stage_in_each_row(log):
    rows = "".join(f"{row(at).rstrip()},{word}\r\n" for at, word in enumerate(("印字", "封入", "再印字", "給紙")))
    found = log(f"{HEAD},工程\r\n{rows}", "log.csv")
    assert found.stage.tolist() == [PRINT, INSERT, PRINT] and found.remake.tolist() == [False, False, True]
    assert "工程" in found.notes[0]


def test_a_jam_log_tells_of_spoiled_pieces_whatever_it_says(log):
    found = log(f"ジャム日時,現品ID,停止原因\r\n2026/12/15 09:00:01,{CODE},OK\r\n", "a.csv")
    assert found.passed.tolist() == [False] and found.reasons == ("OK",)


def test_what_cannot_be_read_says_why(log, tmp_path):
    for content, name, said in (
        (b"", "封入.csv", "中身"),
        (b"\0" * 40, "封入.csv", "中身"),
        (b"MZ\x90\0\x03\0" * 90, "封入.csv", "文字のログではありません"),
        (b"%PDF-1.7", "封入.pdf", "xlsx のログではありません"),
        (b"PK\x03\x04", "封入.xlsx", "Excel"),
        (f"{CODE},OK\r\n{CODE},OK\r\n".encode(), "封入.csv", "現品のコードの列"),
        (f"{HEAD}\r\n{row(1)}".encode("cp932"), "A1.csv", "どの工程"),
    ):
        assert said in log(content, name).what, (name, said)
    with pytest.raises(KenpanError, match="作業ログがありません"):
        log_paths(tmp_path / "none")


def test_a_person_names_stage_and_columns_once_by_their_headers(log):
    head = "t,u,q,r"
    problem = log(f"{head}\r\n{row(1)}", "A1.csv")
    assert problem.rows[0] == tuple(head.split(",")) and problem.fingerprint == fingerprint(head.split(","))
    known = {problem.fingerprint: Named("weight", {"time": 0, "machine": 1, "code": 2, "outcome": 3})}
    found = log(f"{head}\r\n{row(1)}", "A1.csv", known=known)
    assert found.stage.tolist() == [WEIGHT] and found.passed.tolist() == [True]


def test_the_same_log_twice_is_read_once(log, tmp_path):
    log(f"{HEAD}\r\n{row(1)}")
    (tmp_path / "封入_写し.csv").write_bytes((tmp_path / "封入_1.csv").read_bytes())
    found = read_logs(log_paths(tmp_path))
    assert len(found.logs) == 1 and "同じ内容" in found.problems[0].what


def test_a_child_that_says_something_impossible_is_not_believed(log, monkeypatch):
    whole = lines.columns_of

    def lying(*arguments):
        told = whole(*arguments)
        told["columns"]["outcome"]["at"] = b"\xff\xff" * 2
        return told

    monkeypatch.setattr(lines, "columns_of", lying)
    assert NotReadError("broken").what in log(f"{HEAD}\r\n{row(1)}{row(2)}").what


def test_words_of_a_result_do_not_contradict_each_other():
    words = log_words()
    assert all(words.outcome(one) is True for one in words.passed)
    assert all(words.outcome(one) is False for one in words.spoiled)


def test_a_named_result_counts_and_never_changes_a_word_that_is_known(log):
    lines = f"{HEAD}\r\n{row(1)}{row(2, result='通過Ａ')}{row(3, result='保留')}{row(4, result='')}"
    alone = log(lines)
    assert alone.strange == ("保留", "通過A") and len(alone) == 1
    found = log(lines, results={"通過A": True, "保留": False, "OK": False})
    assert found.strange == () and found.passed.tolist() == [True, True, False]
    assert "「空白」" in found.notes[0]
