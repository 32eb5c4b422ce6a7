"""From a folder to an open volume, and what stops on the way."""

import shutil
import threading

import numpy as np
import pytest

from app.equipment.loading import Equipment, equip
from app.errors import Cancelled, KenpanError
from app.media.container import OpenContainer
from app.media.media_key import read_key_file
from app.media.volume import find_volume
from app.month.looking.opening import open_folder, open_workbench
from app.progress import COMPANIONS, Progress
from app.workstation.settings import Settings

TOKYO = "ZMGKK#2101"


@pytest.fixture
def own(sample_folder, tmp_path):
    """An encrypted sample that a test may spoil."""
    return shutil.copytree(sample_folder, tmp_path / "own")


def refusal(*arguments, **options) -> KenpanError:
    with pytest.raises(KenpanError) as caught:
        open_folder(*arguments, **options)
    return caught.value


def test_every_file_of_the_volume_is_open_and_marked(bench):
    volume = bench.media.volume
    assert set(bench.names) == {file.name for file in volume.files}
    assert list(bench.names) == [*bench.notices, *bench.counts]
    for name, file in bench.notices.items():
        assert bench.marks[name].shape == (len(file),)


@pytest.mark.parametrize("inner", [False, True])
def test_a_sample_opens_with_its_own_key_from_either_folder(sample_folder, inner):
    bench = open_folder(sample_folder / "PAP03A" if inner else sample_folder, Settings(), only=TOKYO)
    assert bench.names == (TOKYO,)
    assert bench.equipment.offices is not None


@pytest.mark.parametrize("name", [TOKYO, "zmgkk#2101", f"{TOKYO}.cmp", f"{TOKYO}.CMP"])
def test_one_file_alone_is_opened_by_any_spelling_of_its_name(sample_folder, name):
    bench = open_folder(sample_folder, Settings(), only=name)
    assert (bench.names, bench.problems) == ((TOKYO,), ())


def test_a_file_that_the_volume_does_not_have_is_answered_with_those_it_has(sample_folder):
    error = refusal(sample_folder, Settings(), only="ZMGKK#0101")
    assert error.code == "file.none"
    assert TOKYO in error.next_step


def test_one_thread_marks_as_two_do(bench, sample_folder):
    volume = find_volume(sample_folder)
    key = read_key_file(sample_folder / "key.toml")
    alone = open_workbench(volume, key, OpenContainer(), lambda _: bench.equipment, jobs=1)
    assert all(np.array_equal(alone.marks[name], marks) for name, marks in bench.marks.items())


@pytest.mark.parametrize("stage", ["復号", "索引"])
def test_opening_stops_at_any_stage_and_leaves_no_thread(sample_folder, bench, stage):
    def stop(now: str, done: int, total: int) -> None:
        if now == stage:
            raise Cancelled

    key = read_key_file(sample_folder / "key.toml")
    before = threading.active_count()
    with pytest.raises(Cancelled):
        open_workbench(find_volume(sample_folder), key, OpenContainer(), lambda _: bench.equipment, progress=stop)
    assert threading.active_count() == before


@pytest.mark.parametrize("stage", ["復号", COMPANIONS])
def test_what_is_read_beside_the_files_ends_with_them(sample_folder, stage):
    def stop(now: str, done: int, total: int) -> None:
        if now == stage:
            raise Cancelled

    def endless(progress: Progress) -> Equipment:
        while True:
            progress(COMPANIONS, 0, 1)

    key = read_key_file(sample_folder / "key.toml")
    before = threading.active_count()
    with pytest.raises(Cancelled):
        open_workbench(find_volume(sample_folder), key, OpenContainer(), endless, progress=stop)
    assert threading.active_count() == before


def test_progress_ends_with_every_record_indexed(sample_folder, bench):
    reports = []
    open_folder(sample_folder, Settings(), progress=lambda *report: reports.append(report))
    total = sum(len(file) for file in bench.notices.values())
    assert reports[-1] == ("索引", total, total)


def test_a_wrong_key_opens_nothing(own):
    (own / "key.toml").write_text(f'key = "{"0" * 64}"\niv = "{"0" * 32}"\n', encoding="ascii")
    assert refusal(own, Settings()).code == "file.key"


def test_without_any_key_nothing_is_opened(own):
    (own / "sample.toml").unlink()
    assert refusal(own, Settings()).code == "key.needed"


def test_a_damaged_file_is_a_problem_and_the_rest_is_open(own):
    path = own / "PAP03A" / f"{TOKYO}.cmp"
    path.write_bytes(path.read_bytes()[:-4096])
    bench = open_folder(own, Settings())
    assert [(problem.code, problem.file) for problem in bench.problems] == [("file.truncated", TOKYO)]
    assert TOKYO not in bench.names
    assert bench.look("ZMGKK#1201", 1).sheet is not None


def test_missing_and_extra_files_are_problems(own):
    (own / "PAP03A" / f"{TOKYO}.cmp").unlink()
    (own / "PAP03A" / "ZMGKK#0101.cmp").write_bytes(b"x")
    codes = [(problem.code, problem.file) for problem in open_folder(own, Settings()).problems]
    assert codes == [("volume.missing", TOKYO), ("volume.unexpected", "ZMGKK#0101.cmp")]


def test_named_companions_go_before_the_sample_s_and_those_before_the_settings(sample_folder, tmp_path):
    broken = Settings(offices=tmp_path / "none.xlsx", gaiji_font=tmp_path / "none.ttf")
    assert open_folder(sample_folder, broken, only=TOKYO).problems == ()
    named = open_folder(sample_folder, Settings(), only=TOKYO, offices=tmp_path / "none.xlsx")
    assert [problem.file for problem in named.problems] == ["none.xlsx"]


def test_a_notice_without_its_office_list_is_said_to_lack_it(sample_folder):
    volume, key = find_volume(sample_folder), read_key_file(sample_folder / "key.toml")
    bench = open_workbench(volume, key, OpenContainer(), lambda _: equip(None, None))
    item = bench.look(TOKYO, 1).content.item("sheet.office_phone")
    assert (item.state, item.text) == ("missing", "")
    assert bench.look(TOKYO, 1).sheet is not None


def test_on_a_network_nothing_is_opened_where_the_settings_say_so(sample_folder, monkeypatch):
    monkeypatch.setattr("app.month.looking.entering.interfaces_up", lambda: ("eth0",))
    error = refusal(sample_folder, Settings(refuse_media=True), only=TOKYO)
    assert error.code == "network.up" and "eth0" in str(error)
    assert open_folder(sample_folder, Settings(), only=TOKYO).names == (TOKYO,)
    monkeypatch.setattr("app.month.looking.entering.interfaces_up", tuple)
    assert open_folder(sample_folder, Settings(refuse_media=True), only=TOKYO).names == (TOKYO,)
