"""One small sample volume for all tests of the folder, opened the way the program opens it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.media.container import OpenContainer
from app.media.media_key import read_key_file
from app.records.notice_file import NoticeFile, notice_file
from app.training.sample import SampleSummary, make_sample
from tests.training.sample_records import establishments, offices


@dataclass(frozen=True)
class Opened:
    out: Path
    summary: SampleSummary
    notices: dict[str, NoticeFile]
    counts: dict[str, bytes]

    def filled(self) -> list[NoticeFile]:
        return [file for file in self.notices.values() if len(file)]


def open_sample(out: Path, summary: SampleSummary) -> Opened:
    key = read_key_file(out / "key.toml")
    notices, counts = {}, {}
    for file in summary.files:
        data = OpenContainer().open(file.path, key).data
        if file.name.startswith("KENS"):
            counts[file.name] = data.tobytes()
        else:
            notices[file.name] = notice_file(file.name, "kounen" if "K#" in file.name else "senpo", data)
    return Opened(out, summary, notices, counts)


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Opened:
    out = tmp_path_factory.mktemp("sample") / "out"
    return open_sample(out, make_sample(out, establishments=600, seed=1))


@pytest.fixture(scope="session")
def read(sample):
    return {file.name: offices(file) for file in sample.filled()}


@pytest.fixture(scope="session")
def groups(read):
    return [group for file in read.values() for office in file for group in establishments(office)]
