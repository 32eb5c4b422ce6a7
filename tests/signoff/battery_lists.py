"""Entries about 別送・引き抜きリスト: one that is right, and what only their own rules refuse."""

from app.canonical import digest
from tests.signoff.attack import Attack, Case
from tests.signoff.battery_months import flyers_changed, media_changed, unmediated
from tests.signoff.scenes import lists

LISTS = {
    "lists.read": Case(
        "month",
        lists(),
        (
            Attack("of_its_medium", lists(manifest=digest("media2"))),
            Attack("of_its_medium", lists(), before=media_changed),
            Attack("of_its_medium", lists(month="m2"), before=unmediated),
            Attack("rows_add_up", lists(rows=10)),
            Attack("rows_add_up", lists(redirect=4)),
            Attack("rows_add_up", lists(contradiction=1)),
            Attack("", lists(unread=1)),
            Attack("", lists(stated={"kounen": 5, "senpo": 1})),
            Attack("", lists(), before=flyers_changed),
            Attack("data", lists(stated={"kounen": 2})),
            Attack("data", lists(carried="")),
        ),
    ),
}
