"""Children of their own: what is shown here is how they begin, hold and end."""

import pytest

from app.confined import children
from tests.kept_children import KeptChildren


@pytest.fixture(scope="module", autouse=True)
def own_children():
    """The program's own class."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(children, "Children", KeptChildren.__base__)
        yield
