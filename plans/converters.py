"""How parts of an address are written for which Django has no converter; importing this makes them known."""

from django.urls import register_converter


class CommitmentNumber:
    """A commitment's number as its plan has it: 5, 2.1."""

    regex = r"[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Place:
    """A place in a list, from 1 on; written in one way only."""

    regex = r"[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(CommitmentNumber, "number")
register_converter(Place, "place")
