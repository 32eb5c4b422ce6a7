"""What is needed beside the media to say what must be printed, and where."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from app.equipment.form_problems import form_problems
from app.errors import KenpanError
from app.notice.content import Redirects
from app.notice.flyers import FlyerSettings, read_flyer_settings
from app.notice.items import LAYOUT_NO
from app.notice.offices import OfficeList, read_office_list
from app.notice.postal import PostalDictionary, usable
from app.progress import COMPANIONS, Progress, no_progress
from app.sheet.envelope import BarcodeChoice, Envelope, choose_barcode, load_envelope
from app.sheet.fonts import FontSet, load_fonts
from app.sheet.forms import Form, load_form
from app.sheet.measured_form import MeasuredForm
from app.sheet.paper import Paper


@dataclass(frozen=True, slots=True, eq=False)
class Equipment:
    """Forms, fonts, envelope, dictionary and office list, loaded once. ``problems`` could not be loaded; ``redirects``:
    where the month's lists send notices that do not go to their establishment.

    ``measured``: the forms as a print was found to have them, if that is approved as a reference: what is shown then,
    and what the windows are asked about; ``reference`` is what they are made from. ``form_note``: which forms are
    shown, for people; ``form_entry`` the ledger's entry that approved it, 0 for none.
    """

    offices: OfficeList | None
    postal: PostalDictionary
    flyers: FlyerSettings
    fonts: FontSet
    forms: dict[int, Form]
    envelope: Envelope
    barcode: BarcodeChoice
    problems: tuple[KenpanError, ...]
    redirects: Redirects = field(default_factory=dict)
    measured: Mapping[int, Form] = field(default_factory=dict)
    form_note: str = ""
    form_entry: int = 0
    reference: MeasuredForm | None = None

    @property
    def shown(self) -> Mapping[int, Form]:
        """The forms that sheets are set by."""
        return self.measured or self.forms


def equip(
    offices: Path | None,
    gaiji_font: Path | None,
    postal: PostalDictionary | None = None,
    folder: Path | None = None,
    progress: Progress = no_progress,
) -> Equipment:
    """Load everything. A bad office list, 外字 font or dictionary is a problem to show: the rest still opens.

    ``postal``: a dictionary that the settings name; if it cannot be used, the program's own is, and says its month.
    ``folder``: forms to use instead of the program's own; what is wrong with them is raised.
    """
    problems: list[KenpanError] = []
    with ThreadPoolExecutor(2, thread_name_prefix="kenpan-equip") as beside:
        # Foreign files are read in children of their own: meanwhile there is time for the rest.
        reading = None if offices is None else beside.submit(read_office_list, offices, progress)
        loading = beside.submit(load_fonts, gaiji_font, progress)
        forms: dict[int, Form] = {number: load_form(number, folder) for number in LAYOUT_NO.values()}
        office_list: OfficeList | None = None
        try:
            office_list = None if reading is None else reading.result()
        except KenpanError as error:
            problems.append(error)
        dictionary, unusable = usable(postal)
        problems += unusable
        try:
            fonts = loading.result()
        except KenpanError as error:
            problems.append(error)
            fonts = load_fonts()
    progress(COMPANIONS, 1, 1)
    envelope = load_envelope(paper=_paper(forms))
    room = forms[1].addressee.rect
    barcode = choose_barcode(envelope, room, x=room.x0)
    for form in forms.values():
        problems += form_problems(form, envelope, barcode.size)
    if barcode.size is None:
        what = f"カスタマバーコードを印字できる寸法がありません。{barcode.reason or ''}"
        problems.append(KenpanError("barcode.size", what, "様式か封筒の窓の寸法を見直してください。"))
    return Equipment(office_list, dictionary, read_flyer_settings(), fonts, forms, envelope, barcode, tuple(problems))


def _paper(forms: Mapping[int, Form]) -> Paper:
    """The paper of both forms: they go into the same envelope."""
    first, second = (form.paper for form in forms.values())
    if (first.width, first.height, first.fold) != (second.width, second.height, second.fold):
        what = "二つの様式の用紙の大きさか折り位置が違います。"
        raise KenpanError("form.invalid", what, "同じ用紙を指定してください。", file=second.name)
    return first
