import pytest

from app.canonical import digest
from app.errors import KenpanError
from app.filing.ledger_copies import verify_book
from app.month.reception.typed import is_field
from app.notice.piece_id import piece_id
from app.proof.model import PieceChoice
from app.signoff import login, processes
from app.signoff.passwords import is_strong
from app.signoff.roles import ROLE_NAMES, ROLES
from app.signoff.signed import Part
from app.signoff.standing import month_standing, standing
from app.signoff.two_persons import involved
from app.training import practice_work as work
from app.training.practice import ADMIN, CHECKER, LEAD, PASSWORD, practice

MONTH, PROOF = (Part(name, name, digest(name)) for name in ("media", "proof_media"))
FORMS = Part("forms.1", "様式1", digest("forms"))


def forty():
    files = ["ZMGKK#1301"] * 20 + ["ZMGKS#1301"] * 20
    return tuple(
        PieceChoice(
            number, "kounen" if "K#" in file else "senpo", piece_id("PAP03", file, number), file, number, digest(file)
        )
        for number, file in enumerate(files, 1)
    )


@pytest.fixture
def trained(tmp_path):
    made = practice(tmp_path)
    yield made
    made.book.engine.dispose()


@pytest.fixture
def crew(trained):
    return work.crew(trained, (FORMS, PROOF))


@pytest.fixture
def due(crew):
    """A crew with a process that waits for its proofs."""
    work.make_process(crew, "p1", "練習の工程", (FORMS,))
    for kind in crew.sheet.settings:
        work.set_value(crew, "p1", kind.name, "PR-1")
    return crew


def month_ready(crew):
    """A month whose reception and check are closed."""
    work.make_month(crew, "m1", "2026-11", "第3巻", "p1", (MONTH,))
    work.receive(crew, "m1")
    work.close_check(crew, "m1")


def next_step(crew):
    return standing(crew.book.state, crew.book.state.processes["p1"], crew.sheet).next_step


def test_there_is_somebody_of_every_role_and_a_checker_comes_first(trained):
    assert {one.role_name for one in trained.people} == {ROLE_NAMES[role] for role in ROLES}
    assert trained.people[0].login == CHECKER


def test_everybody_gets_in_again_and_again(trained):
    for one in trained.people:
        for _ in range(3):
            assert login.log_in(trained.book, *one.enter()).account


def test_lead_and_admin_need_their_code(trained):
    for who in (LEAD, ADMIN):
        with pytest.raises(KenpanError) as refused:
            login.log_in(trained.book, who, PASSWORD)
        assert refused.value.code == "login.code"


def test_the_password_of_practice_is_one_that_would_do_in_earnest():
    assert is_strong(PASSWORD)


def test_nobody_else_is_known(trained):
    with pytest.raises(KeyError):
        trained.enter("renshu-dareka")


def test_people_who_come_and_go_leave_one_stopped_and_one_waiting(crew):
    waiting, initial = work.change_people(crew)
    accounts = crew.book.state.accounts.values()
    assert [one.login for one in accounts if not one.active] == ["renshu-taishoku"]
    assert [one.login for one in accounts if one.enrolling] == [waiting]
    with pytest.raises(KenpanError) as refused:
        login.log_in(crew.book, waiting, initial)
    assert refused.value.code == "login.new_password"
    assert crew.book.history(("access.refused",))


def test_a_round_with_the_back_of_another_piece_fails_and_is_made_good(due):
    pieces = forty()
    work.begin(due, "p1", "r1", pieces)
    work.check(due, "r1", 1)
    work.check(due, "r1", 2, back=pieces[2].piece_id)
    one = due.round("r1")
    assert one.results[1].passed
    assert any("表と裏が別の現品" in failure for failure in one.results[2].failures)
    work.withdraw(due, "r1", 2)
    assert 2 not in due.round("r1").results


def test_a_process_walks_from_its_registration_to_the_run(due, tmp_path):
    file = tmp_path / "duplex.ini"
    file.write_bytes(b"a")
    work.set_file(due, "p1", "print_file", file)
    assert due.book.state.processes["p1"].settings["print_file"].file == "duplex.ini"
    work.begin(due, "p1", "r1", forty())
    work.finish(due, "r1")
    assert len(due.round("r1").results) == 40
    work.confirm(due, "r1")
    work.approve(due, "r1")
    assert due.lead.account not in involved(due.round("r1"))
    assert next_step(due) == "第1回で承認済み"
    month_ready(due)
    work.release(due, "m1")
    (received,) = due.book.state.months["m1"].receptions
    assert all(is_field(one.name) for one in received.copied), "the form of 受入 shows it"
    assert month_standing(due.book.state, due.book.state.months["m1"]).current.name == "compare"
    assert verify_book(due.book).is_sound


def test_an_approved_round_is_void_once_a_setting_is_another(due):
    work.begin(due, "p1", "r1", forty())
    work.finish(due, "r1")
    work.confirm(due, "r1")
    work.approve(due, "r1")
    work.set_value(due, "p1", "press", "PR-2")
    assert [one.name for one in processes.void_reasons(due.book.state, due.round("r1"))] == ["setting.press"]
    month_ready(due)
    with pytest.raises(KenpanError) as refused:
        work.release(due, "m1")
    assert refused.value.code == "release.differs"
