"""The records of a sample, read field by field."""

import datetime
import re

import openpyxl

from app.records.layouts import notice_layouts
from app.records.text import to_text

CHARGE = {"kounen": (29, 31, 33, 34), "senpo": (27, 28, 29, 31, 32)}
RECEIPT = {"kounen": (48, 50, 52, 53), "senpo": (46, 47, 48, 50, 51)}
RECEIPT_DATES = {"kounen": (37, 42), "senpo": (35, 40)}


class Record:
    """One record as a person reads it: text of the items, by number."""

    def __init__(self, file, number):
        self.scheme = file.scheme
        self.raw = file.raw_record(number)
        self.type = self.raw[14:16].decode()
        self.layout = notice_layouts(file.scheme)[self.type]
        self.serial = self.raw[:14]
        self.office = self.raw[:4].decode()

    def bytes_of(self, item):
        return self.raw[self.layout.field(item).span]

    def text(self, item):
        return to_text(self.bytes_of(item)).strip(" ")

    def number(self, item):
        text = self.text(item)
        return None if set(text) <= {"*"} else int(re.sub("[,¥]", "", text))

    def joined(self, items):
        return b"".join(self.bytes_of(item).rstrip(b" ") for item in items)


def records(file):
    return [Record(file, number) for number in range(len(file))]


def offices(file):
    """Each office's records, in the order of the file."""
    found: list[list[Record]] = []
    for record in records(file):
        if not found or found[-1][-1].type == "02":
            found.append([])
        found[-1].append(record)
    return found


def establishments(office):
    """00 with its 01, for one office."""
    found: list[list[Record]] = []
    for record in office[:-1]:
        if record.type == "00":
            found.append([])
        found[-1].append(record)
    return found


ERAS = {"平成": (1989, "1989-01-08", "2019-04-30"), "令和": (2019, "2019-05-01", "2100-12-31")}


def day_of(record, item):
    """The date whose 印字桁数 is this item; a month counts as its last day. ``None`` for a blank one."""
    fields = [field for field in record.layout.fields if field.section == record.layout.field(item).section]
    era, *numbers = [to_text(record.bytes_of(field.item)).strip() for field in fields[1:]]
    if not era:
        assert not any(numbers)
        return None
    begin, first, last = ERAS[era]
    year, month, *day = (int(number) for number in numbers)
    next_month = datetime.date(begin + year - 1 + month // 12, month % 12 + 1, 1)
    found = next_month.replace(day=day[0], year=begin + year - 1, month=month) if day else None
    found = found or next_month - datetime.timedelta(days=1)
    assert datetime.date.fromisoformat(first) <= found <= datetime.date.fromisoformat(last)
    return found


def office_rows(sample):
    book = openpyxl.load_workbook(sample.out / "offices.xlsx", read_only=True)
    header, *rows = list(book.active.iter_rows(values_only=True))
    book.close()
    assert header == ("統一事務所コード", "年金事務所名", "郵便番号", "所在地", "電話番号")
    return rows
