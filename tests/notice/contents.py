"""Notices of made records."""

from app.lists.keys import Destination
from app.notice.content import NoticeContext, build_content
from app.notice.model import NoticeContent, PrintItem
from app.notice.offices import Office
from app.records.layouts import Scheme
from tests.notice.records import Values, detail, opened

OFFICE = Office("2101", "見本東", "100-0002", "東京都見本区東1-2-3", "03-0000-0001")


SCHEMES: tuple[Scheme, ...] = ("kounen", "senpo")


def content_of(
    context: NoticeContext,
    changes: Values | None = None,
    scheme: Scheme = "kounen",
    destination: Destination | None = None,
) -> NoticeContent:
    return build_content(opened(detail(scheme, changes), scheme=scheme), 0, context, destination)


def item(context: NoticeContext, item_id: str, changes: Values | None = None, scheme: Scheme = "kounen") -> PrintItem:
    return content_of(context, changes, scheme).item(item_id)
