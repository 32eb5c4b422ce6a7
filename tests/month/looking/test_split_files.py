"""A prefecture in several files, opened: what stands across a cut is shown as if there were none."""

from itertools import pairwise

import numpy as np
import pytest

from app.cases.marks import Mark
from app.lists.keys import list_key
from app.month.looking.opening import open_folder
from app.month.parts_in_use import media_part
from app.records.notice_file import DETAIL, EXTRACT
from app.training.sample import Shape, make_sample
from app.workstation.settings import Settings

TOKYO = "ZMGKK#2101"
SIZE = 7


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    out = tmp_path_factory.mktemp("split")
    make_sample(out / "whole", establishments=90, plain=True)
    make_sample(out / "cut", establishments=90, plain=True, shape=Shape(split=SIZE))
    return out


@pytest.fixture(scope="module")
def whole(folders):
    return open_folder(folders / "whole", Settings())


@pytest.fixture(scope="module")
def cut(folders):
    return open_folder(folders / "cut", Settings())


def parts(cut, name=TOKYO):
    return [file for file in cut.notices.values() if file.name.startswith(name[:-2])]


def test_every_record_is_there_in_its_order(whole, cut):
    assert b"".join(file.data.tobytes() for file in parts(cut)) == whole.notices[TOKYO].data.tobytes()
    assert cut.problems == ()
    assert {len(file) for file in parts(cut)[:-1]} == {SIZE}


def test_a_split_file_says_so_in_its_title(whole, cut):
    assert whole.title(TOKYO) == "厚年 東京都"
    assert [cut.title(file.name) for file in parts(cut)[:2]] == ["厚年 東京都 分割 1", "厚年 東京都 分割 2"]


def test_marks_are_the_same_on_both_sides_of_a_cut(whole, cut):
    for name, marks in whole.marks.items():
        own = parts(cut, name)
        assert np.concatenate([cut.marks[file.name] for file in own] or [marks]).tolist() == marks.tolist()
    doubles = [file for file in parts(cut) if file.types[0] == DETAIL and cut.marks[file.name][0] & Mark.TWO_MONTHS]
    assert doubles or any(cut.marks[file.name][-1] & Mark.TWO_MONTHS for file in parts(cut))


def test_keys_of_lists_are_the_same_on_both_sides_of_a_cut(whole, cut):
    for name, file in whole.notices.items():
        keys = [list_key(file, record) for record in range(len(file))]
        assert [list_key(part, record) for part in parts(cut, name) for record in range(len(part))] == keys


def test_an_extract_at_the_end_of_a_file_says_where_its_notice_is(cut):
    own = parts(cut)
    (file, after), *_ = [
        (one, other) for one, other in pairwise(own) if one.types[-1] == EXTRACT and other.types[0] == DETAIL
    ]
    look = cut.look(file.name, len(file) - 1)
    assert (look.kind, look.content) == ("extract", None)
    assert f"次のファイル {after.name} の先頭" in look.note
    assert cut.look(after.name, 0).content.record == 0


def test_any_file_can_be_named_alone_and_brings_its_neighbours(folders):
    bench = open_folder(folders / "cut", Settings(), only="ZMGKK#2102")
    assert set(bench.names) == {file.name for file in parts(bench)}
    assert len(bench.names) > 2


def test_the_media_part_of_a_job_is_the_same_for_both_sides(folders, whole, tmp_path):
    make_sample(tmp_path, establishments=90, volume="PAP03B")
    other = open_folder(tmp_path, Settings())
    assert other.media.volume.label == "PAP03B"
    assert media_part(other) == media_part(whole)


def test_a_split_medium_is_another_one(whole, cut):
    assert media_part(cut).sha256 != media_part(whole).sha256
