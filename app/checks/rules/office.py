"""Rules about the office of a record: its code and the file's prefecture, its name in all its records."""

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from app.checks.model import FileRule, Hits, Rule
from app.checks.view import FileView
from app.checks.wording import field_label
from app.records.distinct import cut
from app.records.layouts import Field, Scheme, notice_layouts
from app.records.notice_file import DETAIL, OFFICE_TOTAL, NoticeFile
from app.records.text import to_text

_CODE = slice(0, 4)
_EXTRACT_CODE = slice(46, 50)
_NAME = "事務所名称"


def _foreign_prefecture(view: FileView) -> Iterator[Hits]:
    """Runs of records of one office whose code does not begin with the file's prefecture.

    Only where the record is consistent in itself (with its 00, or an 02 after records of the same office): an office
    code that stands alone is damage, which the rules of match and order report.
    """
    file, prefecture = view.file, view.expected.prefecture_code.encode("ascii")
    wrong = view.sound & (file.serials[:, 0] >> np.uint64(48) != int.from_bytes(prefecture, "big"))
    if not wrong.any():
        return
    rows = np.flatnonzero(wrong & _consistent(file))
    if not rows.size:
        return
    codes = _codes(file)[rows]
    begins = np.flatnonzero(np.append(True, (rows[1:] != rows[:-1] + 1) | (codes[1:] != codes[:-1])))
    starts, lengths = rows[begins], np.diff(np.append(begins, len(rows)))

    def message(i: int) -> str:
        code = file.data[starts[i], _CODE].tobytes().decode("ascii")
        start = int(starts[i])
        run = f"{view.said(start, start)} から {lengths[i]:,} レコード続けて、" if lengths[i] > 1 else ""
        return (
            f"{run}統一事務所コード（項番3）が {code} です。このファイルは{view.expected.prefecture}なので、"
            f"{view.expected.prefecture_code} で始まるはずです（推定した決まり）。"
        )

    yield Hits(starts, 0, 4, message, lengths)


def _consistent(file: NoticeFile) -> NDArray[np.bool_]:
    codes = file.data[:, _CODE]
    same = (codes == file.data[:, _EXTRACT_CODE]).all(axis=1)
    same = np.where(file.types == DETAIL, file.extract_of >= 0, same)
    after_own = np.append(False, (codes[1:] == codes[:-1]).all(axis=1))
    return np.where(file.types == OFFICE_TOTAL, after_own, same)


def _codes(file: NoticeFile) -> NDArray[np.uint64]:
    """``(n,)``: the four bytes of each office code as one number."""
    return file.serials[:, 0] >> np.uint64(32)


def _other_names(view: FileView) -> Iterator[Hits]:
    """Records whose 事務所名称 is not that of most 01 and 02 of the same office; the earlier one of two."""
    file = view.file
    rows = np.flatnonzero(view.sound & ((file.types == DETAIL) | (file.types == OFFICE_TOTAL)))
    if not rows.size:
        return
    fields = _name_fields(file.scheme)
    cells = cut(file.data, rows, fields[DETAIL].span)
    is_total = file.types[rows] == OFFICE_TOTAL
    cells[is_total] = file.data[rows[is_total], fields[OFFICE_TOTAL].span]
    codes = _codes(file)[rows]
    differs = (cells[1:] != cells[:-1]).any(axis=1) & (codes[1:] == codes[:-1])
    wrong = np.zeros(len(rows), dtype=bool)
    usual: dict[int, str] = {}
    for code in np.unique(codes[1:][differs]).tolist():
        own = np.flatnonzero(codes == code)
        names = [to_text(cells[row].tobytes()) for row in own]  # as printed: a character may have two codes
        usual[code] = Counter(names).most_common(1)[0][0]
        wrong[own] = [name != usual[code] for name in names]
    for kind, field in fields.items():
        found = rows[wrong & (is_total == (kind == OFFICE_TOTAL))]
        if found.size:
            yield Hits(found, field.offset, field.length, _name_message(field))


def _name_message(field: Field) -> Callable[[int], str]:
    return lambda _i: f"{field_label(field)}：同じ統一事務所コードのほかのレコードと違います。"


def _name_fields(scheme: Scheme) -> dict[int, Field]:
    """事務所名称 of the 01 and of the 02; both have the same length."""
    layouts = notice_layouts(scheme)
    codes = {DETAIL: "01", OFFICE_TOTAL: "02"}
    return {kind: next(one for one in layouts[code].fields if one.name == _NAME) for kind, code in codes.items()}


PREFECTURE = FileRule(
    "office.prefecture",
    "error",
    "content",
    "ファイルの県と事務所コードが合わない",
    "推定：電子媒体仕様書 表2.1.2-5 のファイル名の県コードと、統一事務所コードの先頭2桁（明記はない）",
    "ファイル名の県コードと、レコードの統一事務所コードの先頭2桁を比べます。これは電子媒体仕様書に書かれておらず、推定した決まりです。"
    "違うと、ほかの県の事業所が混ざったか、ファイル名を取り違えたおそれがあり、チラシAの県も合わなくなります。"
    "続けて同じ事務所ならひとつにまとめて示すので、どの範囲かを確かめて機構に問い合わせてください。",
    _foreign_prefecture,
)
NAME = FileRule(
    "office.name",
    "error",
    "content",
    "事務所名称がほかのレコードと違う",
    "電子媒体仕様書 別紙12-2 項番74・14-2 項番72・12-3 項番38・14-3 項番38（同じ事務所で同じであることは推定）",
    "同じ統一事務所コードの明細 01 と事務所合計 02 は、どれも同じ事務所名称のはずです。多数と違うレコードを示します。"
    "事務所名称は通知書に印字されるので、違うと別の年金事務所からの通知に見えます。"
    "文字の破損か、事務所コードの誤りかを確かめ、データの作り直しを依頼してください。",
    _other_names,
)
RULES: tuple[Rule, ...] = (PREFECTURE, NAME)
