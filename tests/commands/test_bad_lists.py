"""``kenpan lists`` and ``kenpan counts --logs`` over bad input: the file and the reason are named, the rest is read."""

import json
import warnings
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import pyzipper

from app.commands.main import main
from app.lists.keys import list_key
from app.notice.piece_id import PieceRun
from app.training.machine_logs import make_machine_logs
from app.training.redirect_zip import PASSWORD as SAMPLE_PASSWORD
from tests.lists.zips import PASSWORD, TO, archive, book

DATA = Path(__file__).parents[1] / "data" / "lists"
ROWS = [("別送", "2101", "01-ｲﾛﾊ", f"{at:05}", *TO) for at in range(4)]
GOOD = ("一般/良い.xlsx", book(ROWS))
OLD_BOOK = b"\xd0\xcf\x11\xe0" + bytes(900)


def bomb():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", bytes(60_000_000))
    return out.getvalue()


def two_lines():
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["登録内容", "事業所", None, None, "別送先"])
    sheet.append([None, "統一事務所コード", "事業所整理記号", "事業所番号", "宛名", "郵便番号", "住所"])
    for area in ("A1:A2", "B1:D1", "E1:G1"):
        sheet.merge_cells(area)
    for row in ROWS:
        sheet.append(row)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def trailing():
    made = openpyxl.load_workbook(BytesIO(book(ROWS)))
    for row in range(50, 400):
        made.active.cell(row, 1).value = "　"
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def told(path, tmp_path, capsys, password=PASSWORD):
    """Exit code, what the command says and its JSON, if there is one."""
    (tmp_path / "password.txt").write_text(password, encoding="utf-8")
    out = tmp_path / "lists.json"
    code = main(["lists", str(path), "--password-file", str(tmp_path / "password.txt"), "--json", str(out)])
    said = capsys.readouterr()
    return code, said.out + said.err, json.loads(out.read_text("utf-8")) if out.exists() else None


@pytest.mark.parametrize(
    ("member", "said"),
    [
        (("一般/a.xlsx", b"no book at all"), "Excelのブック（xlsx）ではありません"),
        (("一般/a.xls", OLD_BOOK), "古い形式（xls）"),
        (("一般/a.xlsx", OLD_BOOK), "古い形式（xls）"),
        (("一般/a.xlsx", bomb), "展開すると50 MBを超えます"),
        (("一般/a.xlsx", bytes(30_000_000)), "展開すると大きすぎます"),
        (("../a.xlsx", GOOD[1]), "フォルダーの外を指す名前"),
        (("一般/良い.xlsx", book(ROWS[:1])), "同じ名前のファイル"),
        (("一般/a.xlsx", book(ROWS, headers=("番", "内容", "コード", "符号"))), "見出し"),
    ],
)
def test_a_member_that_is_no_list_is_named_and_the_others_are_read(member, said, tmp_path, capsys):
    name, raw = member
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of a second file of one name
        others = [("一般/もう一つ.xlsx", book(ROWS[:2])), GOOD]
        path = archive(tmp_path / "a.zip", [(name, raw() if callable(raw) else raw), *others])
    code, words, found = told(path, tmp_path, capsys)
    assert code == 1
    assert name in words and said in words
    assert {one["rows"] for one in found["files"] if not one["problem"]} <= {2, 4}
    assert [one["problem"] for one in found["files"] if one["name"] == "一般/もう一つ.xlsx"] == [None]


def test_a_damaged_member_of_the_real_program_is_named_and_the_other_is_read(tmp_path, capsys):
    raw = bytearray((DATA / "7zip-aes.zip").read_bytes())
    with zipfile.ZipFile(BytesIO(bytes(raw))) as package:
        first = next(one for one in package.infolist() if not one.is_dir())
    raw[first.header_offset + len(first.filename.encode()) + 200] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(raw)
    code, words, found = told(tmp_path / "a.zip", tmp_path, capsys, SAMPLE_PASSWORD)
    assert code == 1 and "中身が壊れています" in words
    assert [bool(one["problem"]) for one in found["files"]] == [True, False]


def accepted_falsely(path):
    """A wrong password that the one byte of ZipCrypto lets begin."""
    with pyzipper.ZipFile(path) as package:
        first = next(one for one in package.infolist() if not one.is_dir())
        for number in range(20_000):
            try:
                package.open(first, pwd=str(number).encode()).close()
            except RuntimeError:
                continue
            return str(number)
    raise AssertionError("no such password")


@pytest.mark.parametrize(("name", "password"), [("7zip-aes", "wrong"), ("7zip-zipcrypto", accepted_falsely)])
def test_a_wrong_password_opens_nothing_also_one_that_zipcrypto_lets_begin(name, password, tmp_path, capsys):
    path = DATA / f"{name}.zip"
    code, words, found = told(path, tmp_path, capsys, password(path) if callable(password) else password)
    assert (code, found) == (2, None)
    assert "パスワードが違います" in words and path.name in words


@pytest.mark.parametrize("made", [two_lines, trailing])
def test_headers_of_two_lines_and_blank_rows_at_the_end_are_no_fault(made, tmp_path, capsys):
    code, _words, found = told(archive(tmp_path / "a.zip", [("一般/a.xlsx", made())]), tmp_path, capsys)
    assert code == 0
    assert [(one["rows"], one["problem"]) for one in found["files"]] == [(len(ROWS), None)]


def test_full_width_digits_and_numbers_mean_the_same_and_a_number_is_no_name(sample_folder, bench, tmp_path, capsys):
    file = bench.notices["ZMGKK#2101"]
    own = list_key(file, int(file.rows(0)[0]))
    office, symbol, number = own.office.decode(), own.symbol.decode("cp932").strip(), own.number.decode()
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    texts = (office, f"{symbol[:2]}-{symbol[2:]}", number)
    rows = [
        ("別送", *(one.translate(wide) for one in texts), *TO),
        ("別送", int(office), texts[1], int(number), *TO),
        ("別送", *texts, 12345, *TO[1:]),
    ]
    states = []
    for at, row in enumerate(rows):
        path = archive(tmp_path / f"{at}.zip", [("一般/a.xlsx", book([row]))])
        (tmp_path / "password.txt").write_text(PASSWORD, encoding="utf-8")
        common = ["--password-file", str(tmp_path / "password.txt"), "--json", str(tmp_path / "out.json")]
        main(["lists", str(path), *common, "--media", str(sample_folder)])
        (found,) = json.loads((tmp_path / "out.json").read_text("utf-8"))["rows"]
        states.append((found["state"], found["reason"]))
    assert [state for state, _ in states] == ["matched", "matched", "contradiction"]
    assert "数値" in states[2][1]
    capsys.readouterr()


def test_a_log_that_is_cut_in_wrong_order_or_of_another_month_is_named(sample_folder, bench, tmp_path, capsys):
    run, volume = PieceRun("2026-12", 1), bench.media.volume.volume
    planted = make_machine_logs(tmp_path, bench.notices.values(), volume, run, ("cut", "order", "other_month"))
    assert main(["counts", str(sample_folder), "--logs", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    for what, words in (("cut", "途中で切れた行 1 行"), ("order", "戻っています"), ("other_month", "別の月")):
        assert any(planted[what] in line and words in line for line in said.splitlines())
