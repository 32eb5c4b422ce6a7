import json
from dataclasses import replace

import numpy as np
import pytest

from app.checks.model import Finding
from app.errors import KenpanError
from app.training.sample import make_sample
from app.workbench import Settings, open_folder
from app.workbench.job_file import add_entries, history, identify, load_job, reviewed

REASON = "紙面を確認し、印刷に支障がない"


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample")
    make_sample(out, establishments=60)
    return open_folder(out, Settings())


@pytest.fixture
def file(bench):
    return max(bench.notices, key=lambda name: len(bench.notices[name]))


def numeric(file, record=3, **changes):
    return replace(Finding("field.numeric", "error", file, record, 100, 2, "「1A」が入っています。"), **changes)


def changed(bench, file, record):
    """The same medium with one other byte in one record."""
    notices = bench.notices[file]
    data = notices.data.copy()
    data[record, 500] ^= 1
    return replace(bench, notices={**bench.notices, file: replace(notices, data=data)})


def test_a_medium_without_a_job_file_has_no_marks_and_none_is_written(bench, tmp_path):
    job = load_job(bench, tmp_path)
    assert job.entries == ()
    assert list(tmp_path.iterdir()) == []


def test_a_mark_is_there_when_the_medium_is_opened_again(bench, file, tmp_path):
    finding = numeric(file)
    add_entries(load_job(bench, tmp_path), [identify(finding, bench)], "reviewed", f"  {REASON} ")
    found = reviewed(load_job(bench, tmp_path), [numeric(file, 2), finding], bench)
    assert list(found) == [1]
    assert found[1].reason == REASON
    assert found[1].when.endswith("+00:00")
    assert found[1].who


def test_the_file_holds_no_byte_of_the_record(bench, file, tmp_path):
    job = add_entries(load_job(bench, tmp_path), [identify(numeric(file), bench)], "reviewed", REASON)
    text = job.path.read_text(encoding="utf-8")
    raw = bench.notices[file].raw_record(3)
    assert raw[:14].decode("ascii") not in text
    assert raw.hex() not in text
    assert numeric(file).message not in text


def test_a_mark_taken_back_is_no_longer_in_force_but_stays_in_the_history(bench, file, tmp_path):
    finding = numeric(file)
    name = identify(finding, bench)
    job = add_entries(load_job(bench, tmp_path), [name], "reviewed", REASON)
    add_entries(job, [name], "undone", "誤って確認済にした")
    job = load_job(bench, tmp_path)
    assert reviewed(job, [finding], bench) == {}
    assert [entry.action for entry in history(job, name)] == ["reviewed", "undone"]
    job = add_entries(job, [name], "reviewed", "再確認した")
    assert reviewed(job, [finding], bench)[0].reason == "再確認した"


@pytest.mark.parametrize(
    "other",
    [
        {"rule": "field.picture"},
        {"record": 4},
        {"offset": 101},
        {"length": 3},
        {"records": 2},
        {"record": None, "offset": None, "length": None},
    ],
)
def test_another_finding_is_not_marked(bench, file, tmp_path, other):
    job = add_entries(load_job(bench, tmp_path), [identify(numeric(file), bench)], "reviewed", REASON)
    assert reviewed(job, [numeric(file, **other)], bench) == {}


def test_a_mark_of_a_record_whose_bytes_changed_does_not_apply(bench, file, tmp_path):
    finding = numeric(file)
    job = add_entries(load_job(bench, tmp_path), [identify(finding, bench)], "reviewed", REASON)
    assert reviewed(job, [finding], changed(bench, file, 3)) == {}
    assert list(reviewed(job, [finding], changed(bench, file, 4))) == [0]


def test_a_mark_of_a_run_depends_on_every_record_of_it(bench, file, tmp_path):
    run = numeric(file, records=3)
    job = add_entries(load_job(bench, tmp_path), [identify(run, bench)], "reviewed", REASON)
    assert reviewed(job, [run], changed(bench, file, 5)) == {}
    assert list(reviewed(job, [run], changed(bench, file, 6))) == [0]


def test_findings_about_a_whole_file_or_medium_are_told_apart_by_their_message(bench, tmp_path):
    first, second = (Finding("volume.missing", "error", "", None, None, None, text) for text in ("甲", "乙"))
    job = add_entries(load_job(bench, tmp_path), [identify(first, bench)], "reviewed", REASON)
    assert list(reviewed(job, [first, second], bench)) == [0]


def test_a_line_of_a_count_table_can_be_marked(bench, tmp_path):
    table = next(iter(bench.counts))
    findings = [Finding("total.counttable", "error", table, record, 0, 5, "違います。") for record in (2, 3)]
    names = [identify(finding, bench) for finding in findings]
    assert names[0].sha256 != names[1].sha256
    job = add_entries(load_job(bench, tmp_path), names[:1], "reviewed", REASON)
    assert list(reviewed(job, findings, bench)) == [0]


@pytest.mark.parametrize("reason", ["", "  ", "\u3000\n"])
def test_no_mark_without_a_reason(bench, file, tmp_path, reason):
    with pytest.raises(KenpanError) as caught:
        add_entries(load_job(bench, tmp_path), [identify(numeric(file), bench)], "reviewed", reason)
    assert caught.value.code == "job.reason"
    assert list(tmp_path.iterdir()) == []


def test_what_another_window_wrote_meanwhile_is_not_overwritten(bench, file, tmp_path):
    mine, theirs = load_job(bench, tmp_path), load_job(bench, tmp_path)
    add_entries(theirs, [identify(numeric(file, 5), bench)], "reviewed", REASON)
    with pytest.raises(KenpanError) as caught:
        add_entries(mine, [identify(numeric(file), bench)], "reviewed", REASON)
    assert caught.value.code == "job.changed"
    kept = load_job(bench, tmp_path)
    assert [entry.finding.record for entry in kept.entries] == [5]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_was_removed_meanwhile_is_not_made_anew(bench, file, tmp_path):
    job = add_entries(load_job(bench, tmp_path), [identify(numeric(file), bench)], "reviewed", REASON)
    job.path.unlink()
    with pytest.raises(KenpanError) as caught:
        add_entries(job, [identify(numeric(file), bench)], "undone", REASON)
    assert caught.value.code == "job.changed"
    assert list(tmp_path.iterdir()) == []


def test_one_save_after_another_goes_on_from_what_was_written(bench, file, tmp_path):
    job = load_job(bench, tmp_path)
    for record in range(4):
        job = add_entries(job, [identify(numeric(file, record), bench)], "reviewed", REASON)
    assert [entry.finding.record for entry in load_job(bench, tmp_path).entries] == [0, 1, 2, 3]


def _other_medium(table):
    return {**table, "manifest_sha256": "0" * 64}


def _other_format(table):
    return {**table, "format": "kenpan-job-2"}


def _no_entries(table):
    return {key: value for key, value in table.items() if key != "entries"}


def _strange_entry(table):
    return {**table, "entries": [{**table["entries"][0], "action": "deleted"}]}


def _lost_field(table):
    return {**table, "entries": [{key: value for key, value in table["entries"][0].items() if key != "who"}]}


@pytest.mark.parametrize("spoil", [_other_medium, _other_format, _no_entries, _strange_entry, _lost_field])
def test_a_file_that_says_something_else_is_refused_and_left_alone(bench, file, tmp_path, spoil):
    job = add_entries(load_job(bench, tmp_path), [identify(numeric(file), bench)], "reviewed", REASON)
    spoilt = json.dumps(spoil(json.loads(job.path.read_text(encoding="utf-8"))))
    job.path.write_text(spoilt, encoding="utf-8")
    _refused(bench, tmp_path, job.path, spoilt.encode())


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"format": 1}'])
def test_a_damaged_file_is_refused_and_left_alone(bench, tmp_path, content):
    path = load_job(bench, tmp_path).path
    path.write_bytes(content)
    _refused(bench, tmp_path, path, content)


def _refused(bench, folder, path, content):
    with pytest.raises(KenpanError) as caught:
        load_job(bench, folder)
    assert caught.value.code == "job.unreadable"
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_told(bench, file, tmp_path):
    (tmp_path / "jobs").write_text("not a folder", encoding="ascii")
    job = replace(load_job(bench, tmp_path), path=tmp_path / "jobs" / "x.json")
    with pytest.raises(KenpanError) as caught:
        add_entries(job, [identify(numeric(file), bench)], "reviewed", REASON)
    assert caught.value.code == "job.failed"


def test_each_medium_has_a_job_file_of_its_own(bench, tmp_path):
    other = replace(bench, media=replace(bench.media, files=dict(list(bench.media.files.items())[:-1])))
    assert load_job(bench, tmp_path).path != load_job(other, tmp_path).path


def test_looking_for_marks_hashes_only_the_places_that_have_one(bench, file, tmp_path, monkeypatch):
    job = add_entries(load_job(bench, tmp_path), [identify(numeric(file), bench)], "reviewed", REASON)
    asked = []
    monkeypatch.setattr("app.workbench.job_file.identify", lambda one, _bench: asked.append(one.record))
    reviewed(job, [numeric(file, record) for record in np.arange(50).tolist()], bench)
    assert asked == [3]
