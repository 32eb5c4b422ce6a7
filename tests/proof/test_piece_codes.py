"""What the contractor prints on the pieces, and which record it means."""

from dataclasses import replace

import pytest

from app.errors import KenpanError
from app.notice.piece_id import PieceRun, piece_id
from app.proof.model import SIDES, PieceChoice, Scan
from app.proof.piece_codes import load_piece_codes
from app.proof.scanner import WIDE, Scanner, may_become_id, read_scan
from app.proof.scans import judge_scans, piece_meant
from tests.rows import each_row

THIS = PieceRun("2026-12", 1, making=2)
OWN = piece_id("PAP03", "ZMGKK#2101", 12345, THIS)
PIECE = PieceChoice(1, "kounen", OWN, "ZMGKK#2101", 12345, "0" * 64)
WHOLE = (
    "(?P<letter>[KS])-(?P<prefecture>[0-9]{2})(?P<split>[0-9]{2})-(?P<record>[0-9]{7})"
    "(?:/(?P<month>[0-9]{4})/(?P<making>[0-9]))?"
)


@pytest.fixture
def written(tmp_path):
    def write(pattern=WHOLE, symbology="qr", first_record=1, mapping="", rows="", begins="KSkx", lengths="[6, 40]"):
        (tmp_path / "map.csv").write_text(rows, encoding="utf-8")
        path = tmp_path / "codes.toml"
        told = (
            f"symbology = '{symbology}'\npattern = '{pattern}'\nfirst_record = {first_record}\nmapping = '{mapping}'\n"
            f"begins = '{begins}'\nlengths = {lengths}\n"
        )
        path.write_text(told, encoding="utf-8")
        return load_piece_codes(path)

    return write


def refused(act, *arguments, **named):
    with pytest.raises(KenpanError) as caught:
        act(*arguments, **named)
    return caught.value.code, caught.value.place


def judged(codes, text):
    return judge_scans(PIECE, {side: Scan("read", text) for side in SIDES}, codes)


def test_the_programs_own_file_reads_its_own_ids_of_both_forms():
    codes = load_piece_codes()
    assert codes.is_own and codes.untold == ()
    assert judged(codes, OWN) == judged(None, OWN) == ()
    old = piece_id("PAP03", "ZMGKK#2101", 12345)
    assert codes.read(old, OWN) == old and len(judged(codes, old)) == 3


def test_a_contractors_code_is_judged_by_all_that_it_says(written):
    codes = written()
    assert judged(codes, "K-2101-0012346/2612/2") == judged(codes, "K-2101-0012346") == ()
    for text, words in (
        ("K-2101-0012347/2612/2", "別の現品です"),
        ("K-2102-0012346/2612/2", "別の現品です"),
        ("K-2101-0012346/2611/2", "別の月か別の回の現品です：2026-11"),
        ("K-2101-0012346/2612/1", "作り直す前かあとの現品です"),
        ("K-2101-0012346/2613/1", "示すレコードがありません"),
        ("K-2101-0000000", "示すレコードがありません"),
        ("X-2101-0012346", "現品のコードの形ではありません"),
        (OWN, "現品のコードの形ではありません"),
    ):
        failures = judged(codes, text)
        assert len(failures) == 3 and all(words in failure for failure in failures), text


def test_what_a_code_does_not_say_is_named(written):
    assert len(written("(?P<letter>K)(?P<prefecture>..)(?P<split>..)(?P<record>[0-9]+)").untold) == 2


def test_a_mapping_file_names_the_record_of_a_key(written):
    codes = written(
        "(?P<key>[A-Z0-9]+)", mapping="map.csv", rows="key,file,record\nKA0001,ZMGKK#2101,12345\nKA0002,ZMGKK#2101,9\n"
    )
    assert judged(codes, "KA0001") == ()
    assert all("別の現品です" in failure for failure in judged(codes, "KA0002"))
    assert all("示すレコードがありません" in failure for failure in judged(codes, "KA0003"))


@pytest.mark.parametrize(
    "rows",
    ["", "key,file\n", "key,file,record\nKA0001,ZMGKK#2101,1\nKA0001,ZMGKK#2101,2\n",
     "key,file,record\nKA0001,ZMGKK#2101,1\nKA0002,ZMGKK#2101,1\n",
     "key,file,record\nKA0001,x,1\n", "key,file,record\nKA0001,ZMGKK#2101,-1\n", "key,file,record\n,ZMGKK#2101,1\n"],
)  # fmt: skip
def test_a_mapping_that_could_mean_two_pieces_is_refused(written, rows):
    assert refused(written, "(?P<key>[A-Z0-9]+)", mapping="map.csv", rows=rows)[0] == "codes.mapping"


@each_row(
    ("named", "place"),
    [
        ({"pattern": "("}, "pattern"),
        ({"pattern": "(?P<record>[0-9]+)"}, "pattern"),
        ({"pattern": WHOLE + "(?P<other>.)"}, "pattern"),
        ({"pattern": WHOLE + "(?P<round>..)"}, "pattern"),
        ({"symbology": "code39"}, "symbology"),
        ({"first_record": 2}, "first_record"),
        ({"begins": ""}, "begins"),
        ({"begins": "K あ"}, "begins"),
        ({"lengths": "[5, 9]"}, "lengths"),
        ({"lengths": "[9, 8]"}, "lengths"),
        ({"lengths": "[9]"}, "lengths"),
        ({"first_record": "'1'"}, "first_record"),
        ({"mapping": "map.csv"}, "mapping"),
        ({"pattern": "(?P<key>.+)"}, "mapping"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(written, named, place):
    assert refused(written, **named) == ("codes.invalid", place)


CODE = "K-2101-0012346/2612/2"


@pytest.fixture
def scanner(written):
    return Scanner("^", "$", written())


@pytest.mark.parametrize("put", ["{}", "^{}$", "]Q3{}", "{}\r\n", "^]d2{}$"])
def test_a_contractors_code_is_read_whatever_the_scanner_puts_around_it(scanner, put):
    assert read_scan(put.format(CODE), scanner).text == CODE
    typed = put.format(CODE).strip()
    assert all(may_become_id(typed[:at], scanner) for at in range(1, len(typed) - typed.endswith("$") + 1))


@pytest.mark.parametrize("text", [OWN, CODE[:5], CODE + "0", CODE.lower(), "K1", "password"])
def test_what_is_no_code_of_the_contractors_is_no_scan(scanner, text):
    assert not read_scan(text, scanner).is_id
    assert not may_become_id("password", scanner) and not may_become_id("K" * 41, scanner)


def test_a_code_in_full_width_is_read_and_the_input_method_is_named(scanner):
    reading = read_scan("".join(chr(ord(char) + 0xFEE0) for char in CODE), scanner)
    assert (reading.text, reading.note) == (CODE, WIDE)


def test_a_scanned_code_is_the_piece_that_all_of_it_names(written):
    other = replace(PIECE, number=2, piece_id=piece_id("PAP03", "ZMGKK#2101", 12346, THIS), record=12346)
    assert piece_meant("K-2101-0012347", (PIECE, other), written()) == other
    assert piece_meant(CODE, (PIECE, other), written()) == PIECE
    assert piece_meant(CODE.replace("2612", "2611"), (PIECE, other), written()) is None
    assert piece_meant(OWN, (other, PIECE)) == PIECE


def test_what_the_mapping_file_holds_counts_apart_from_what_the_code_is_like(written):
    named = {"pattern": "(?P<key>[A-Z0-9]+)", "mapping": "map.csv"}
    one = written(**named, rows="key,file,record\nKA0001,ZMGKK#2101,1\n")
    other = written(**named, rows="key,file,record\nKA0001,ZMGKK#2101,2\n")
    assert one.files.keys() == {"codes.toml"} and one.files == other.files
    assert one.mapped and one.mapped != other.mapped
    assert written().mapped == ""
