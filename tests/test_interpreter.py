"""How the interpreter runs the program."""

import sys

import pytest

from app.commands.main import main


def test_a_thread_that_waits_for_the_interpreter_gets_it_within_a_millisecond(capsys):
    sys.setswitchinterval(0.005)
    with pytest.raises(SystemExit):
        main(["--version"])
    assert sys.getswitchinterval() < 0.001
