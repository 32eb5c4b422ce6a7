"""Reading foreign bytes in child processes that can do nothing else (:mod:`app.confined.children`).

A pure function of this program runs in a child with bounded memory and time that cannot write a file, open a
connection or start a program, and that dies with its parent. Whatever the bytes do to the library that reads them, the
parent gets a result or a ``NotReadError``. What is in force where: the guide on threats, and ``Children.in_force``.

A child must start quickly: what it imports, this file first of all, brings in next to nothing.
"""
