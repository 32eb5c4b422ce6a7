"""Notifications: filed on a medium, received, checked, returned, filed again, accepted; what only goes by mail."""

import pytest

from app.delivery.establishment import open_package
from app.delivery.filing_table import date_in, filing_spec, filing_table, read_filing
from app.delivery.notifications import filing_status, make_filing, name_columns, receive_filing, show_filing
from app.signoff import filings
from app.signoff.exchange_wording import TYPES
from tests.delivery.houses import ONE, OTHER, refusal

JOINING = filing_spec("joining")
HEAD = "氏名,生年月日,資格取得年月日"
ROW = "見本太郎,1990-04-01,令和8年11月1日"


def csv(*lines):
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


def written(folder, *lines, name="joining.csv"):
    (folder / name).write_bytes(csv(*lines))
    return folder / name


def test_a_notification_is_returned_filed_again_and_accepted(pair, tmp_path):
    path = make_filing(pair.desk.desk(), "加入者資格取得届", written(tmp_path, HEAD, ROW), pair.medium)
    first = receive_filing(pair.fund.desk(), path)
    assert refusal(receive_filing, pair.fund.desk(), path) == "filing.known"
    read = show_filing(pair.fund.desk(), first)
    assert dict(read.rows[0].fields)["氏名"] == "見本太郎"
    assert read.raw[0] == tuple(HEAD.split(","))
    assert show_filing(pair.desk.desk(), first) == read
    pair.fund.by("kensa-1", filings.check_filing, first, "")
    pair.fund.by("hinshitsu-1", filings.return_filing, first, "取得日の誤り")
    forms = open_package(pair.desk.desk(), pair.deliver(pair.batch(content=b"reply")))
    assert forms.answers == (("000001", "返戻", "取得日の誤り"),)
    (one,) = filing_status(pair.desk.state, ONE)
    assert (one.number, one.state, one.reason) == ("000001", "返戻", "取得日の誤り")
    again = written(tmp_path, HEAD, ROW.replace("11月1日", "11月2日"))
    second = receive_filing(pair.fund.desk(), make_filing(pair.desk.desk(), "joining", again, pair.medium))
    assert refusal(pair.fund.by, "hinshitsu-1", filings.accept_filing, second, "") == "filing.state"
    pair.fund.by("kensa-1", filings.check_filing, second, "")
    pair.fund.by("hinshitsu-1", filings.accept_filing, second, "")
    assert [one.state for one in filing_status(pair.fund.state)] == ["受理", "返戻"]
    assert filing_status(pair.fund.state, OTHER) == ()
    assert pair.fund.is_sound() and pair.desk.is_sound()


def test_columns_that_say_something_else_are_named_once(pair, tmp_path):
    head = ("社員名", "誕生日", "入社日")
    path = written(tmp_path, ",".join(head), ROW)
    assert refusal(make_filing, pair.desk.desk(), "joining", path, pair.medium) == "filing.columns"
    columns = {"name": 0, "born": 1, "on": 2}
    assert refusal(name_columns, pair.desk.desk(), JOINING, head, {**columns, "on": 1}) == "filing.columns"
    name_columns(pair.desk.desk(), JOINING, head, columns)
    assert make_filing(pair.desk.desk(), "joining", path, pair.medium).exists()


@pytest.mark.parametrize("title", filing_table().by_mail)
def test_what_needs_a_seal_or_paper_is_refused_as_by_mail_only(title):
    assert refusal(filing_spec, title) == "filing.mail_only"
    assert len(filing_table().by_mail) == 5


def test_blank_fields_and_days_that_never_were_are_problems():
    read = read_filing(csv(HEAD, ROW, "見本花子,,2026-02-30"), "j.csv", JOINING, {})
    assert [row.problems for row in read.rows] == [
        (), (("生年月日", "空です"), ("資格取得年月日", "日付ではありません")),
    ]  # fmt: skip
    assert read.problems == 2
    assert refusal(read_filing, csv(HEAD), "j.csv", JOINING, {}) == "filing.empty"
    assert date_in("R8.11.1") == date_in("２０２６／１１／０１") != date_in("令和元年5月1日")


def test_every_notification_has_its_japanese_name():
    assert {one.id: one.title for one in filing_table().filings.values()}.items() <= TYPES.items()
