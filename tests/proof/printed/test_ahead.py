"""Pages one behind the other are asked for together, others and those that broke a child by themselves."""

from app.proof.printed.ahead import SEVERAL, PagesAhead
from app.proof.printed.reading import READ

PLACES = {None: [["all"]], 0: [["front"]], 1: [["back"]]}


class Child:
    """Tells of each page its number and the places that were meant; ``broken`` ones end it."""

    def __init__(self, broken=()):
        self.asked, self.waited, self.broken = [], [], broken

    def __call__(self, function, path, first, *rest):
        if function == READ:
            pages = dict.fromkeys(range(first, rest[0]), rest[1])
        else:
            assert function == SEVERAL
            pages = {number: rest[1][kind] for number, kind in enumerate(rest[0], first)}
        self.asked.append([*pages])

        def waited():
            self.waited.append([*pages])
            if any(number in self.broken for number in pages):
                return None
            return [{"page": (path, number, own)} for number, own in pages.items()]

        return waited


def told(ahead, path, numbers, turns, stop=100):
    return [ahead.raw(path, number, stop, turn) for number, turn in zip(numbers, turns, strict=True)]


def test_pages_that_follow_are_asked_for_together_and_told_as_by_themselves():
    child = Child()
    turns = [number % 2 for number in range(12)]
    found = told(PagesAhead(child, PLACES, 2), "a", range(12), turns, stop=12)
    assert found == [{"page": ("a", number, PLACES[turn])} for number, turn in enumerate(turns)]
    assert child.asked == [[0], [*range(1, 9)], [9, 10, 11]]


def test_a_page_of_another_turn_than_was_due_or_of_another_file_is_asked_for_itself():
    child = Child()
    ahead = PagesAhead(child, PLACES, 2)
    told(ahead, "a", range(3), (0, 1, 0))
    assert told(ahead, "a", (2, 3), (None, 1)) == [{"page": ("a", 2, [["all"]])}, {"page": ("a", 3, [["back"]])}]
    assert child.asked == [[0], [*range(1, 9)], [2]]
    assert told(ahead, "b", (4, 9), (0, 1)) == [{"page": ("b", 4, [["front"]])}, {"page": ("b", 9, [["back"]])}]
    assert child.asked[3:] == [[4], [9]]


def test_where_a_page_breaks_the_child_each_is_read_by_itself():
    child = Child(broken={3})
    found = told(PagesAhead(child, PLACES, 2), "a", range(10), [number % 2 for number in range(10)])
    assert [one is None for one in found] == [number == 3 for number in range(10)]
    assert child.asked == [[0], [*range(1, 9)], *([number] for number in range(1, 9)), [*range(9, 17)]]


def test_the_next_ones_are_begun_while_those_before_are_judged():
    child = Child()
    ahead = PagesAhead(child, PLACES, 2)
    turns = [number % 2 for number in range(31)]
    assert told(ahead, "a", range(9), turns[:9]) and child.asked == child.waited == [[0], [*range(1, 9)]]
    assert told(ahead, "a", [9], [1]) == [{"page": ("a", 9, [["back"]])}]
    assert child.asked[2:] == [[*range(9, 17)], [*range(17, 25)]]
    assert child.waited[2:] == [[*range(9, 17)]]
    found = told(ahead, "a", range(10, 27), turns[10:27], stop=27)
    assert found == [{"page": ("a", number, PLACES[number % 2])} for number in range(10, 27)]
    assert child.asked[4:] == [[25, 26]]
    assert child.waited[2:] == child.asked[2:]


def test_what_was_begun_for_pages_that_are_not_asked_for_is_passed_by():
    child = Child()
    ahead = PagesAhead(child, PLACES, 2)
    told(ahead, "a", range(10), [number % 2 for number in range(10)])
    assert told(ahead, "b", [17], [1]) == [{"page": ("b", 17, [["back"]])}]
    assert told(ahead, "a", [17], [1]) == [{"page": ("a", 17, [["back"]])}]
    assert [*range(17, 25)] not in child.waited
