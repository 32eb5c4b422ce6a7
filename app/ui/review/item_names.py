"""What printed items are called on screen."""

from app.sheet.model import Sheet

_BARS = {"customer": "カスタマバーコード", "piece_id": "現品IDバーコード"}


def item_names(sheet: Sheet | None) -> dict[str, str]:
    """Japanese name of every item and bar code of the sheet, by id."""
    if sheet is None:
        return {}
    names = {item.id: item.label for page in sheet.pages for item in page.items}
    return names | {bars.id: _BARS[bars.kind] for page in sheet.pages for bars in page.bars}
