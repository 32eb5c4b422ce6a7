"""Notices made by hand: what a content builder hands over, with sources that can be recognised."""

from dataclasses import replace
from typing import Literal, get_args

from app.notice.model import (
    CustomerBarcode,
    FlyerExpectation,
    ItemState,
    NoticeContent,
    PrintItem,
    Side,
    Source,
    TextPart,
)

BARS = "FDFFTTFFADFFTTFTTDFADAFFFTFFTTFTDAFTFTFFTTFTDAFFTTFFTTDATDATDAFFFDF"
SYMBOLS = (*"19800361", *"1-6-1-601", "CC4", "CC4", "CC4", "CC8")
PIECE_ID = "K031301001234567"

SHORT = ("198-0036", "東京都青梅市河辺町十一丁目六番地一号", "検版ビル６０１", "", "株式会社青空検版製作所", "")
MAXIMAL = ("198-0036", "東" * 47 + "1", "京" * 66, "都" * 66, "株" * 60, "社" * 60)
OFFICE = ("青梅年金事務所", "198-8525", "東京都青梅市新町三丁目３番地の１", "0428-30-3410")

COMMON = {
    "front.page_no": "   12",
    "front.charge.month": "令和 7年 9月",
    "front.charge.due_date": "令和 7年10月31日",
    "front.charge.pension": "12,345,678,901円",
    "front.charge.child_levy": "123,456,789円",
    "front.charge.total": "¥12,468,000,000円",
    "front.issued": "令和 7年10月20日",
    "front.collector_office": "青梅年金事務所",
    "front.receipt.month": "令和 7年 8月分保険料",
    "front.receipt.date": "令和 7年 9月30日",
    "front.receipt.pension": "183,000円",
    "front.receipt.child_levy": "3,600円",
    "front.receipt.total": "¥299,600円",
}
KOUNEN = {
    "front.office_symbol": "13-イロハ",
    "front.office_number": "01234",
    "front.charge.health": " 9,876,543,210円",
    "front.receipt.health": "113,000円",
    "back.form_code": "2504 1017 023",
}
SENPO = {
    "front.office_symbol": "アイウ",
    "front.office_number": "54321",
    "front.charge.subtotal": "¥12,469,135,690円",
    "front.charge.seamen": "¥1,234,567円",
    "front.receipt.subtotal": "¥186,600円",
    "front.receipt.seamen": "¥113,000円",
    "front.form_code": "1904 1031 036",
}
ADDRESS_IDS = (
    "sheet.postal",
    "sheet.address_1",
    "sheet.address_2",
    "sheet.address_3",
    "sheet.name_1",
    "sheet.name_2",
)
OFFICE_IDS = ("sheet.office_name", "sheet.office_postal", "sheet.office_address", "sheet.office_phone")


def item(item_id: str, text: str, number: int = 1, state: ItemState = "ok") -> PrintItem:
    """An item of one part whose source is field ``number``."""
    side: Side = next(side for side in get_args(Side) if item_id.startswith(side))
    part = TextPart(text, Source(7, number, number * 10, len(text)))
    return PrintItem(item_id, side, "", item_id, (part,) if text else (), state if text else "blank")


def content(
    layout_no: Literal[1, 2] = 1,
    address: tuple[str, ...] = SHORT,
    office: tuple[str, ...] = OFFICE,
    reason: str | None = None,
) -> NoticeContent:
    """A whole notice of this layout."""
    texts = {
        **dict(zip(ADDRESS_IDS, address, strict=True)),
        **dict(zip(OFFICE_IDS, office, strict=True)),
        **COMMON,
        **(KOUNEN if layout_no == 1 else SENPO),
    }
    barcode = CustomerBarcode("1980036", "11-6-1-601", SYMBOLS, "CC8", BARS)
    if reason is not None:
        barcode = CustomerBarcode("", "", reason=reason, reason_text="郵便番号がありません。")
    return NoticeContent(
        scheme="kounen" if layout_no == 1 else "senpo",
        layout_no=layout_no,
        file="ZMGKK#1301" if layout_no == 1 else "ZMGKS#1301",
        record=7,
        extract_record=6,
        piece_id=PIECE_ID,
        items=tuple(item(item_id, text, number) for number, (item_id, text) in enumerate(texts.items(), 1)),
        barcode=barcode,
        flyers=FlyerExpectation("13", (), ()),
    )


def with_item(notice: NoticeContent, changed: PrintItem) -> NoticeContent:
    """The same notice with one item replaced."""
    return replace(notice, items=tuple(changed if old.id == changed.id else old for old in notice.items))
