"""What a person says of items that votes could not place."""

from app.notice.items import spec_of
from app.notice.model import Side
from app.proof.learning.form import form_of
from app.proof.learning.learn import LearnedSide
from app.proof.learning.places import Candidate, same_place
from app.proof.learning.run import LearnedPrint
from app.records.layouts import Scheme

Key = tuple[Side, Scheme]
SCHEME_NAMES = {"kounen": "厚年", "senpo": "船保"}


def item_label(key: Key, item_id: str) -> str:
    """An item as people call it: ``厚年・告知 ページ番号``."""
    spec = spec_of(key[1], item_id)
    return f"{SCHEME_NAMES[key[1]]}・{spec.section} {spec.label}"


def choose(printed: LearnedPrint, key: Key, item_id: str, number: int) -> None:
    """The item is printed at this candidate (from 0), on the same side of the other scheme, too, where that asks the
    same.
    """
    place = printed.learned.sides[key].asked[item_id][number].place
    for other, own in _alike(printed, key):
        found = own.asked.get(item_id, [])
        meant = next((one for one in found if same_place(one.place, place)), None)
        if meant is not None:
            _place(own, item_id, meant)
            printed.chosen.append((other, item_id))
    printed.form = form_of(printed.learned, printed.facts, printed.form.source)


def leave_out(printed: LearnedPrint, key: Key, item_id: str) -> None:
    """None of the candidates: the item has no place."""
    own = printed.learned.sides[key]
    own.unplaced.append(item_id)
    del own.asked[item_id]


def _alike(printed: LearnedPrint, key: Key) -> list[tuple[Key, LearnedSide]]:
    """This side, and that of the other scheme."""
    side = key[0]
    own = [(other, found) for other, found in printed.learned.sides.items() if other[0] == side]
    return sorted(own, key=lambda one: one[0] != key)


def _place(own: LearnedSide, item_id: str, one: Candidate) -> None:
    own.placed[item_id] = one
    del own.asked[item_id]
    for other_id, found in own.asked.items():
        left = [other for other in found if not same_place(other.place, one.place)]
        own.asked[other_id] = left or found
