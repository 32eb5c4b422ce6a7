"""What a login is refused with."""

import pytest

from app.errors import KenpanError


def refusal(act, *arguments, **named):
    with pytest.raises(KenpanError) as caught:
        act(*arguments, **named)
    return caught.value
