"""The section of promises and progress in the plan document: read and write."""

from .reading import read
from .shapes import IDENTITY, SAID_LATER, SCHEMA
from .writing import used_by, write

__all__ = ["IDENTITY", "SAID_LATER", "SCHEMA", "read", "used_by", "write"]
