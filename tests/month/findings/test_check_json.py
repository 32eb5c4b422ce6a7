import json
from dataclasses import replace

import pytest

from app.checks.model import Finding
from app.month.findings.check_json import check_json, check_text
from app.month.findings.checking import check
from app.month.looking.opening import open_folder
from app.training.sample import make_sample
from app.workstation.settings import Settings


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample")
    make_sample(out, establishments=60)
    return open_folder(out, Settings())


@pytest.fixture(scope="module")
def clean(bench):
    return check(bench)


def with_findings(result, findings, **more):
    counts = dict.fromkeys(result.counts, 0)
    for finding in findings:
        counts[finding.rule] += 1
    return replace(result, findings=tuple(findings), counts={**counts, **more})


ERROR = Finding("field.numeric", "error", "ZMGKK#0201", 41, 15, 2, "「1A」が入っています。")
WARNING = Finding("postal.address", "warning", "ZMGKK#0201", 7, 500, 8, "町域が住所にありません。")
RUN = Finding("office.prefecture", "error", "ZMGKK#0201", 9, 0, 4, "県が違います。", 12)
WHOLE = Finding("volume.missing", "error", "ZMGKK#0301", None, None, None, "ありません。")


def test_the_keys_are_those_that_scripts_rely_on(bench, clean):
    told = check_json(with_findings(clean, [ERROR]), bench)
    assert list(told) == ["volume", "files", "findings", "counts", "units"]
    assert set(told["files"][0]) == {
        "name",
        "kind",
        "scheme",
        "records",
        "notices",
        "establishments",
        "bytes",
        "sha256",
    }
    assert {"rule", "severity", "file", "record", "offset", "length", "message"} <= set(told["findings"][0])
    assert told["volume"] == "PAP03A"
    assert told["findings"][0]["record"] == 41
    assert told["counts"] == {"field.numeric": 1}


def test_every_opened_file_is_told_with_its_real_numbers(bench, clean):
    files = {file["name"]: file for file in check_json(clean, bench)["files"]}
    assert set(files) == set(bench.names)
    for name, notices in bench.notices.items():
        assert files[name]["records"] == len(notices)
        assert files[name]["notices"] == int((notices.types == 1).sum())
        assert files[name]["establishments"] == int((notices.types == 0).sum())
        assert files[name]["bytes"] == notices.data.size
    table = next(iter(bench.counts))
    assert (files[table]["kind"], files[table]["notices"]) == ("counts", 0)


def test_it_is_plain_json_and_the_same_each_time(bench, clean):
    result = with_findings(clean, [ERROR, RUN, WHOLE])
    first, second = (json.dumps(check_json(result, bench), ensure_ascii=False) for _ in range(2))
    assert first == second
    assert json.loads(first)["findings"][1]["records"] == 12
    assert json.loads(first)["findings"][2]["record"] is None


def test_a_clean_medium_has_no_error(bench, clean):
    assert [one["message"] for one in check_json(clean, bench)["findings"] if one["severity"] == "error"] == []
    assert "× 誤り 0 件" in check_text(clean, bench)


def test_people_read_places_counted_from_one(bench, clean):
    text = check_text(with_findings(clean, [ERROR, RUN, WHOLE]), bench)
    assert "× 誤り　ZMGKK#0201・番号 42・16〜17 バイト目　「1A」が入っています。" in text
    assert "番号 10〜21・1〜4 バイト目" in text
    assert "ZMGKK#0301・ファイル全体" in text


def test_the_summary_counts_by_severity_and_rule(bench, clean):
    text = check_text(with_findings(clean, [ERROR, WARNING, WARNING]), bench)
    assert "× 誤り 1 件　▲ 注意 2 件　○ 情報 0 件" in text
    assert "▲ 注意　postal.address" in text


def test_what_is_left_out_is_said(bench, clean):
    text = check_text(with_findings(clean, [ERROR] * 25, **{"field.numeric": 90}), bench)
    assert "ほか 5 件" in text
    assert "全部で 90 件" in text
