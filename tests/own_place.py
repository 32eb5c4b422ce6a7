"""Where the test that runs has its folders."""

import os
import re
from functools import cached_property


class OwnPlace:
    """Folders of the test that runs, made when they are asked for: pytest looks through those of all tests before."""

    def __init__(self):
        self.number, self.file, self.files = 0, None, 0

    def begin(self, item):
        self.number += 1
        name = re.sub(r"\W", "_", item.name)[:30]
        self.base = item.config._tmp_path_factory.getbasetemp()
        self.__dict__.pop("path", None)
        self._name = f"{name}-{self.number}"
        self.run = self.base / f"{self._name}-run"
        self.run.mkdir()
        os.environ["XDG_RUNTIME_DIR"] = str(self.run)

    @cached_property
    def path(self):
        path = self.base / self._name
        path.mkdir(mode=0o700)
        return path


own_place = OwnPlace()
