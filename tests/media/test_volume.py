import csv
import shutil
from pathlib import Path

import pytest

from app.errors import KenpanError
from app.media import volume as volume_module
from app.media.udf import UdfLabel
from app.media.volume import find_volume, load_expected, parse_label
from app.resources import resource


def fill(folder: Path, volume: str, suffix: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for expected in load_expected():
        if expected.volume == volume:
            (folder / f"{expected.name}{suffix}").write_bytes(b"")
    return folder


def refused(folder: Path, label=None) -> KenpanError:
    with pytest.raises(KenpanError) as caught:
        find_volume(folder, label)
    return caught.value


def test_the_table_of_expected_files_is_read_whole():
    table = load_expected()
    with resource("volumes.csv").open(encoding="utf-8") as file:
        assert len(table) == sum(1 for _ in csv.DictReader(file)) == 102
    assert {expected.volume for expected in table} == {"PAP01", "PAP02", "PAP03", "PAP04"}
    assert {expected.kind for expected in table} == {"notices", "counts"}
    assert {expected.scheme for expected in table} == {"kounen", "senpo"}
    tokyo = next(expected for expected in table if expected.name == "ZMGKK#2101")
    assert (tokyo.volume, tokyo.prefecture_code, tokyo.prefecture) == ("PAP03", "21", "東京都")


def test_a_complete_folder_is_a_volume_by_its_name(tmp_path):
    found = find_volume(fill(tmp_path / "PAP03B", "PAP03", ".cmp"))
    assert (found.label, found.volume, found.side, found.label_source) == ("PAP03B", "PAP03", "B", "folder")
    assert [file.name for file in found.files] == [one.name for one in load_expected() if one.volume == "PAP03"]
    assert all(file.encrypted and file.expected is not None for file in found.files)
    assert (found.missing, found.unexpected) == ((), ())


@pytest.mark.parametrize("suffix", ["", ".cmp", ".CMP", ".Cmp"])
def test_files_count_with_and_without_the_suffix_in_any_case(tmp_path, suffix):
    found = find_volume(fill(tmp_path / "PAP03A", "PAP03", suffix))
    assert found.missing == ()
    assert {file.encrypted for file in found.files} == {suffix != ""}


def test_the_given_label_goes_before_the_folder_s_name_and_an_unknown_one_is_passed_over(tmp_path):
    folder = fill(tmp_path / "PAP03A", "PAP03")
    assert find_volume(folder, " pap03b ").label == "PAP03B"
    assert find_volume(folder, " pap03b ").label_source == "disc"
    for label in ("Windows", "", "PAP09A", "PAP03"):
        assert find_volume(folder, label).label_source == "folder"


def test_the_label_of_the_mounted_disc_goes_before_the_folder_s_name(tmp_path, monkeypatch):
    folder = fill(tmp_path / "PAP03A", "PAP03")
    monkeypatch.setattr(volume_module, "disc_label", lambda folder: "PAP03B")
    assert (find_volume(folder).label, find_volume(folder).label_source) == ("PAP03B", "disc")


def test_without_a_label_the_files_say_which_volume_it_is(tmp_path):
    folder = fill(tmp_path / "copy", "PAP04", ".cmp")
    (folder / "ZMGKK#2101.cmp").write_bytes(b"")
    found = find_volume(folder)
    assert (found.label, found.volume, found.label_source) == ("PAP04", "PAP04", "files")
    assert [file.name for file in found.unexpected] == ["ZMGKK#2101"]
    assert found.missing == ()


def test_missing_and_extra_files_are_listed(tmp_path):
    folder = fill(tmp_path / "PAP03A", "PAP03", ".cmp")
    (folder / "ZMGKK#2101.cmp").unlink()
    (folder / "memo.txt").write_bytes(b"")
    (folder / "ZMGKK#0201.cmp").write_bytes(b"")
    found = find_volume(folder)
    assert [expected.prefecture for expected in found.missing] == ["東京都"]
    assert [file.name for file in found.unexpected] == ["ZMGKK#0201", "memo.txt"]
    assert all(file.expected is None for file in found.unexpected)


def test_a_disc_whose_files_are_another_volume_s_keeps_its_label(tmp_path):
    found = find_volume(fill(tmp_path / "PAP03A", "PAP01", ".cmp"))
    assert found.volume == "PAP03"
    assert found.files == ()
    assert len(found.missing) == 8
    assert len(found.unexpected) == 38


def test_a_file_that_is_there_twice_counts_once_and_its_plain_twin_is_unexpected(tmp_path):
    folder = fill(tmp_path / "PAP03A", "PAP03", ".cmp")
    (folder / "ZMGKK#2101").write_bytes(b"")
    found = find_volume(folder)
    assert all(file.encrypted for file in found.files)
    assert [(file.name, file.encrypted) for file in found.unexpected] == [("ZMGKK#2101", False)]


def test_what_operating_systems_leave_behind_is_ignored(tmp_path):
    folder = fill(tmp_path / "PAP03A", "PAP03", ".cmp")
    for name in ("Thumbs.db", ".DS_Store", "desktop.ini", "Desktop.INI", "._ZMGKK#2101.cmp"):
        (folder / name).write_bytes(b"")
    (folder / "System Volume Information").mkdir()
    assert find_volume(folder).unexpected == ()


def test_the_only_sub_folder_that_is_a_volume_is_used(tmp_path):
    fill(tmp_path / "PAP03A", "PAP03", ".cmp")
    (tmp_path / "notes").mkdir()
    (tmp_path / "key.toml").write_bytes(b"")
    found = find_volume(tmp_path)
    assert (found.label, found.folder) == ("PAP03A", tmp_path / "PAP03A")


def test_no_disc_is_asked_about_the_folders_beside_a_volume(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(volume_module, "disc_label", asked.append)
    fill(tmp_path / "DATA", "PAP03")
    (tmp_path / "PAP04A").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "ZMGKK.txt").write_bytes(b"")
    assert find_volume(tmp_path).volume == "PAP03"
    assert asked == [tmp_path, tmp_path / "DATA"]


def test_a_disc_s_label_holds_for_its_only_sub_folder(tmp_path):
    fill(tmp_path / "DATA", "PAP03", ".cmp")
    assert find_volume(tmp_path, "PAP03B").label == "PAP03B"


def test_two_volumes_in_one_folder_must_be_chosen_between(tmp_path):
    fill(tmp_path / "PAP03A", "PAP03")
    fill(tmp_path / "PAP04A", "PAP04")
    error = refused(tmp_path)
    assert error.code == "volume.none"
    assert "PAP03A、PAP04A" in error.what


def test_an_empty_disc_with_a_volume_s_label_lacks_every_file(tmp_path):
    assert len(find_volume(tmp_path, "PAP03A").missing) == 8


def test_what_is_no_volume_is_said_so_with_the_next_step(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file.txt").write_bytes(b"x")
    for path in (tmp_path, tmp_path / "other", tmp_path / "none", tmp_path / "other" / "file.txt"):
        error = refused(path)
        assert error.code == "volume.none"
        assert error.next_step


@pytest.mark.parametrize(
    ("label", "said"), [("PAP03A", "巻ラベル PAP03A"), ("<b>x\n</b>", "巻ラベルは規定外"), ("", "巻ラベルは規定外")]
)
def test_an_image_file_is_named_by_its_label_and_must_be_mounted(tmp_path, monkeypatch, label, said):
    path = tmp_path / "disc.iso"
    path.write_bytes(b"x")
    monkeypatch.setattr(volume_module, "read_udf_label", lambda path: UdfLabel(label, "2.01"))
    error = refused(path)
    assert said in error.what
    assert "マウント" in error.next_step
    assert "<b>" not in str(error)


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert refused(tmp_path).code == "volume.unreadable"


@pytest.mark.parametrize(
    ("text", "parsed"),
    [("PAP01A", ("PAP01", "A")), ("pap04b ", ("PAP04", "B")), ("PAP05A", None), ("PAP01C", None), ("XPAP01A", None)],
)
def test_only_known_labels_are_labels(text, parsed):
    assert parse_label(text) == parsed


def test_a_volume_found_through_a_link_is_named_by_the_folder_it_leads_to(tmp_path):
    fill(tmp_path / "PAP03A", "PAP03")
    link = tmp_path / "latest"
    link.symlink_to(tmp_path / "PAP03A", target_is_directory=True)
    assert find_volume(link).label == "PAP03A"
    shutil.rmtree(tmp_path / "PAP03A")


def split_names(found):
    return [file.name for file in found.files if file.name.startswith("ZMGKK#21")]


def test_further_files_of_a_prefecture_are_expected_where_the_first_one_is_there(tmp_path):
    folder = fill(tmp_path / "PAP03A", "PAP03", ".cmp")
    for number in (2, 3):
        (folder / f"ZMGKK#21{number:02}.cmp").write_bytes(b"")
    found = find_volume(folder)
    assert (found.missing, found.unexpected) == ((), ())
    assert split_names(found) == ["ZMGKK#2101", "ZMGKK#2102", "ZMGKK#2103"]
    second = found.files[split_names(found).index("ZMGKK#2102") + [one.name for one in found.files].index("ZMGKK#2101")]
    assert (second.expected.split, second.expected.stem, second.expected.prefecture) == (2, "ZMGKK#21", "東京都")
    assert [one.name for one in found.expected] == sorted(file.name for file in found.files)


def test_a_number_that_is_left_out_is_missing(tmp_path):
    folder = fill(tmp_path / "PAP03A", "PAP03")
    (folder / "ZMGKK#2104").write_bytes(b"")
    found = find_volume(folder)
    assert [one.name for one in found.missing] == ["ZMGKK#2102", "ZMGKK#2103"]
    assert split_names(found) == ["ZMGKK#2101", "ZMGKK#2104"]


def test_a_further_file_without_the_first_one_is_not_expected(tmp_path):
    folder = fill(tmp_path / "PAP03A", "PAP03")
    (folder / "ZMGKK#2101").rename(folder / "ZMGKK#2102")
    found = find_volume(folder)
    assert [one.name for one in found.missing] == ["ZMGKK#2101"]
    assert [file.name for file in found.unexpected] == ["ZMGKK#2102"]


@pytest.mark.parametrize("name", ["ZMGKK#2100", "ZMGKK#0102", "ZMGKK#210", "ZMGKK#21021", "KENS#ZMGKK33"])
def test_other_numbers_are_unexpected(tmp_path, name):
    folder = fill(tmp_path / "PAP03A", "PAP03")
    (folder / name).write_bytes(b"")
    found = find_volume(folder)
    assert [file.name for file in found.unexpected] == [name]
    assert found.missing == ()


def test_the_title_of_a_volume_tells_its_side_where_it_is_known(tmp_path):
    assert find_volume(fill(tmp_path / "PAP03A", "PAP03")).title == "PAP03A（正）"
    assert find_volume(fill(tmp_path / "PAP03B", "PAP03")).title == "PAP03B（副）"
    assert find_volume(fill(tmp_path / "copy", "PAP03")).title == "PAP03"
