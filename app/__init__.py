"""Kenpan (検版): a verification workstation for printed pension notices."""

__version__ = "0.1.0"
