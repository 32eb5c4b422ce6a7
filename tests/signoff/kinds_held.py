"""Data that is changed, a value at a time."""


def at(value, where):
    for name in where:
        value = value[name]
    return value


def changed(at, **other):
    def change(drafts):
        kind, data = drafts[at]
        return [*drafts[:at], (kind, {**data, **other}), *drafts[at + 1 :]]

    return change
