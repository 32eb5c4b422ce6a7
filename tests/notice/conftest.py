"""What a notice is made of."""

import pytest

from app.notice.content import NoticeContext
from app.notice.flyers import FlyerSettings
from app.notice.offices import OfficeList
from app.notice.postal import own_dictionary
from tests.notice.contents import OFFICE


@pytest.fixture(scope="module")
def context() -> NoticeContext:
    offices = OfficeList("一覧.xlsx", "0" * 64, {OFFICE.code: OFFICE})
    return NoticeContext("PAP03", "東京都", offices, own_dictionary(), FlyerSettings("1"))
