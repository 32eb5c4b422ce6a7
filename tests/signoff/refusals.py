"""How a tampered database is refused."""

import pytest

from app.errors import KenpanError
from app.store.database import reading
from app.store.rows import load_secret


def refusal(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value


def secret(house, who):
    with reading(house.book.engine) as connection:
        return load_secret(connection, house.id_of(who))
