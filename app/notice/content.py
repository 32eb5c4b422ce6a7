"""From a detail record to everything its notice and its address sheet must show (N 4(2), 委託要領別添2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from app.lists.keys import Destination, ListKey, list_key
from app.notice.customer_barcode import barcode_reason, customer_barcode
from app.notice.flyers import FlyerSettings, expect_flyers
from app.notice.item_text import BLANK, UNDECODABLE, Detail, Printed, print_item
from app.notice.items import BARCODE_ID, DRAWN, LAYOUT_NO, ItemSpec, item_specs, spec_of
from app.notice.model import CustomerBarcode, Edit, NoticeContent, PrintItem, Source, TextPart
from app.notice.offices import OfficeList
from app.notice.piece_id import PieceRun, piece_id
from app.notice.postal import PostalDictionary
from app.records.layouts import Scheme
from app.records.notice_file import DETAIL, NoticeFile
from app.records.text import to_texts, trimmed

REDIRECT_REASON = "別送先リストにより宛名帳票の宛先を差し替え（委託要領6(1)）"
ENCODING_TEXT = "住所に文字にできないコードがあります"
POSTAL_ID = "sheet.postal"
ADDRESS_IDS = ("sheet.address_1", "sheet.address_2", "sheet.address_3")
NAME_IDS = ("sheet.name_1", "sheet.name_2")
ADDRESSEE_IDS = (POSTAL_ID, *ADDRESS_IDS, *NAME_IDS)
_SYMBOL_ID = "front.office_symbol"
Redirects = Mapping[ListKey, Destination]
"""Where the notices of an establishment go instead; none of its own lists are read here."""
_OFFICE_FORMS = {"office_postal": "郵便番号", "office_address": "所在地", "office_phone": "電話番号"}


@dataclass(frozen=True, slots=True)
class NoticeContext:
    """What a notice needs besides its record. ``volume`` is the pair (``PAP03``), ``prefecture`` the file's.

    ``redirects``: where establishments on the month's 別送 lists have their notices sent; ``run``: what the pieces are
    made for, ``None`` for 現品ID of the old form.
    """

    volume: str
    prefecture: str
    offices: OfficeList | None
    postal: PostalDictionary
    flyers: FlyerSettings
    redirects: Redirects = field(default_factory=dict)
    run: PieceRun | None = None


def build_content(
    file: NoticeFile, record: int, context: NoticeContext, destination: Destination | None = None
) -> NoticeContent:
    """Everything that the notice of this detail record must show, with source bytes and edits.

    ``destination`` (without one, what the context's redirects have for the establishment) replaces postal code,
    address, name and bar code of the address sheet, never the notice.
    ``IndexError`` outside the file, ``ValueError`` if the record is no detail record or the file or volume has no
    name of the specification.
    """
    if file.types[record] != DETAIL:
        raise ValueError(f"record {record} of {file.name} is no detail record")
    if destination is None and context.redirects:
        key = list_key(file, record)
        destination = None if key is None else context.redirects.get(key)
    detail = Detail(file.raw_record(record), record)
    specs = item_specs(file.scheme)
    items = _items(specs, detail, context.offices, destination)
    symbol = spec_of(file.scheme, _SYMBOL_ID).fields[-1]  # of 99-XXXX what follows the hyphen
    extract = int(file.extract_of[record])
    return NoticeContent(
        scheme=file.scheme,
        layout_no=LAYOUT_NO[file.scheme],
        file=file.name,
        record=record,
        extract_record=None if extract < 0 else extract,
        piece_id=piece_id(context.volume, file.name, record, context.run),
        items=items,
        barcode=_barcode(
            {item.id: item for item in items}, spec_of(file.scheme, BARCODE_ID), detail, context.postal, destination
        ),
        flyers=expect_flyers(file.scheme, detail.raw[symbol.span], context.prefecture, context.flyers),
    )


def bars_of(scheme: Scheme, records: Sequence[bytes], postal: PostalDictionary) -> list[str]:
    """The bars of each detail record's own address, and nothing else of the notice; the fields of address and postal
    code decide them alone.
    """
    columns = [to_texts([trimmed(raw[span]) for raw in records]) for span in _addressee_spans(scheme)]
    found = []
    for code, *lines in zip(*columns, strict=True):
        address = " ".join(filter(None, lines))
        found.append("" if UNDECODABLE in address else customer_barcode(code, address, postal).bars)
    return found


@cache
def _addressee_spans(scheme: Scheme) -> tuple[slice, ...]:
    return tuple(spec_of(scheme, item_id).fields[0].span for item_id in (POSTAL_ID, *ADDRESS_IDS))


def printed_items(content: NoticeContent) -> dict[int, tuple[str, ...]]:
    """Field item number of the detail record → ids of the items that print its bytes, in printing order.

    The bar code counts as :data:`sheet.barcode`. Fields that a destination replaced are printed nowhere on the
    address sheet.
    """
    bars = () if content.barcode.reason is not None else content.barcode.sources
    return _by_field(content.items, bars)


def fields_printed(file: NoticeFile, record: int, postal: PostalDictionary) -> dict[int, tuple[str, ...]]:
    """:func:`printed_items` of the notice of a detail record without a destination, the notice itself not worked out:
    what the bars say is not asked, nor the office list, which prints no bytes of a record.
    """
    detail = Detail(file.raw_record(record), record)
    items = _items(item_specs(file.scheme), detail, None, None)
    by_id = {item.id: item for item in items}
    barred = not _undecodable(by_id) and barcode_reason(by_id[POSTAL_ID].text, postal) is None
    return _by_field(items, _barcode_sources(spec_of(file.scheme, BARCODE_ID), detail) if barred else ())


def _by_field(items: tuple[PrintItem, ...], bars: tuple[Source, ...]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for item_id, sources in (*((item.id, item.sources) for item in items), (BARCODE_ID, bars)):
        for source in sources:
            found.setdefault(source.item, []).append(item_id)
    return {item: tuple(ids) for item, ids in found.items()}


def _items(
    specs: tuple[ItemSpec, ...], detail: Detail, offices: OfficeList | None, destination: Destination | None
) -> tuple[PrintItem, ...]:
    replaced = redirected_texts(destination) if destination is not None else {}
    items: list[PrintItem] = []
    for spec in specs:
        if spec.form in DRAWN:
            continue
        printed = printed_from(spec, detail, offices)
        if spec.id in replaced:
            printed = _redirected(spec, printed, replaced[spec.id], detail)
        items.append(
            PrintItem(spec.id, spec.side, spec.section, spec.label, printed.parts, printed.state, printed.note)
        )
    return tuple(items)


def printed_from(spec: ItemSpec, detail: Detail, offices: OfficeList | None) -> Printed:
    """What an item prints of its record and the office list, without a destination; its fields decide it alone."""
    return _office_line(spec, detail, offices) if spec.form in _OFFICE_FORMS else print_item(spec, detail)


def _office_line(spec: ItemSpec, detail: Detail, offices: OfficeList | None) -> Printed:
    """Postal code, address or telephone of the office of the record's serial number, from the agency's list."""
    raw = detail.raw[spec.fields[0].span]
    if not raw.isdigit():
        return Printed((), "missing", "統一事務所コードが数字ではありません")
    code = raw.decode("ascii")
    if offices is None:
        return Printed((), "missing", f"年金事務所一覧を読み込んでいません（統一事務所コード {code}）")
    office = offices.get(code)
    if office is None:
        return Printed((), "missing", f"年金事務所一覧に統一事務所コード {code} がありません")
    text = {"office_postal": office.postal, "office_address": office.address}.get(spec.form, office.phone)
    if not text:
        column = _OFFICE_FORMS[spec.form]
        return Printed((), "missing", f"年金事務所一覧の{column}が空白です（統一事務所コード {code}）")
    return Printed((TextPart(text),))


def redirected_texts(destination: Destination) -> dict[str, str]:
    """Item id → the destination's text. Lines are broken only where the list breaks them; the sheet wraps."""
    texts = {POSTAL_ID: destination.postal.strip()}
    texts |= zip(ADDRESS_IDS, _lines(destination.address, len(ADDRESS_IDS)), strict=True)
    texts |= zip(NAME_IDS, _lines(destination.name, len(NAME_IDS)), strict=True)
    return texts


def _lines(text: str, count: int) -> list[str]:
    """Exactly ``count`` lines: blank ones at the end, surplus ones joined to the last."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > count:
        lines[count - 1 :] = [" ".join(lines[count - 1 :])]
    return lines + [""] * (count - len(lines))


def _redirected(spec: ItemSpec, before: Printed, after: str, detail: Detail) -> Printed:
    """The destination's line instead of the record's. The text has no source: the field is in the edit."""
    shown = "".join(part.text for part in before.parts)
    if not shown and not after:
        return BLANK
    edit = Edit("redirect", detail.source(spec.fields[0]), before=shown, after=after, reason=REDIRECT_REASON)
    return Printed((TextPart(after, None, edit),), "ok" if after else "blank")


def _barcode(
    by_id: Mapping[str, PrintItem | Printed],
    spec: ItemSpec,
    detail: Detail,
    postal: PostalDictionary,
    destination: Destination | None,
) -> CustomerBarcode:
    """The bar code of the address printed. Lines are joined by a blank: "1-2-3" and "4階" must not become 1-2-34."""
    if destination is not None:
        return customer_barcode(destination.postal.strip(), " ".join(destination.address.split()), postal, ())
    sources = _barcode_sources(spec, detail)
    code = _shown(by_id[POSTAL_ID])
    if _undecodable(by_id):
        # The digits of a visible byte (⟦93 20⟧) must never become an address number.
        return CustomerBarcode(
            code, "", reason="address.encoding", reason_text=ENCODING_TEXT, sources=sources, edition=postal.edition
        )
    lines = [by_id[item_id] for item_id in ADDRESS_IDS]
    return customer_barcode(code, " ".join([_shown(line) for line in lines if line.parts]), postal, sources)


def _barcode_sources(spec: ItemSpec, detail: Detail) -> tuple[Source, ...]:
    return tuple(detail.source(field) for field in spec.fields if detail.raw[field.span].strip())


def _shown(item: PrintItem | Printed) -> str:
    return "".join([part.text for part in item.parts])


def _undecodable(by_id: Mapping[str, PrintItem | Printed]) -> bool:
    """Whether the address holds bytes that are no characters."""
    return any(by_id[item_id].state == "invalid" for item_id in ADDRESS_IDS)
