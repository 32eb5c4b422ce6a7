"""Which column is what, of a workbook of 別送・引き抜き whose headers nobody knows."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from app.lists.headers import HEADER_ROWS, find_header, fingerprint, first_texts
from app.lists.list_zip import LIST, Unmapped
from app.lists.tables import list_spec
from app.ui.kit.columns_dialog import ColumnsDialog, Wanted


def columns_of_list(
    name: str, unmapped: Unmapped, named: Callable[[str, dict[str, int]], object], parent: QWidget | None = None
) -> ColumnsDialog:
    """``named(fingerprint, columns)``: key of each column → its place."""
    spec = list_spec(LIST)
    rows = next((rows for _, rows in unmapped.sheets if any(rows)), ())

    def known(at: int) -> Mapping[str, int]:
        return find_header(rows[at : at + 1], spec.headers).columns

    dialog = ColumnsDialog(
        f"{name}　同じ見出しのリストは、次からこの列で読みます。",
        first_texts(rows),
        [Wanted(one.key, one.label, one.required) for one in spec.columns],
        known,
        parent,
        headers=HEADER_ROWS,
        first=find_header(rows, spec.headers).row,
    )
    dialog.named.connect(lambda at, columns: named(fingerprint(rows[at]), columns))
    return dialog
