"""What is watched while a page answers: what it writes, and what its templates look for in vain."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.template.base import FilterExpression, Node, Variable, VariableDoesNotExist
from django.template.defaulttags import ForNode

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
INTO = re.compile(r'(?:INTO|UPDATE|FROM)\s+"?(\w+)', re.IGNORECASE)
# Sessions; and who of the staff looked at contact data, which is entered whichever way they look.
OF_THE_SESSION = {"django_session", "portal_cache", "engagement_contactseen", "engagement_contactlogend"}


@contextmanager
def writing() -> Iterator[set[str]]:
    """The tables into which something is written meanwhile; a statement that names none, in full."""
    tables: set[str] = set()

    def watch(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES):
            into = INTO.search(sql)
            tables.add(into[1] if into else sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables


OURS = Path(settings.BASE_DIR) / "templates"
TOLERANT = {"default", "default_if_none", "yesno"}


def looking(resolve, undefined: set[str]):
    """`FilterExpression.resolve`, which notes what our own templates look for and do not find.

    Inside `{% if %}` and beside `|default` a variable may be missing; in `{% for %}` it may not.
    """

    def watched(expression, context, ignore_failures=False):
        caller = sys._getframe(1).f_locals.get("self")
        may_be_missing = ignore_failures and not isinstance(caller, ForNode)
        if isinstance(expression.var, Variable) and not may_be_missing and not is_tolerant(expression):
            try:
                expression.var.resolve(context)
            except VariableDoesNotExist:
                if template := our_template():
                    undefined.add(f"{template}: {expression.token}")
        return resolve(expression, context, ignore_failures)

    return watched


def is_tolerant(expression: FilterExpression) -> bool:
    return any(function.__name__ in TOLERANT for function, _ in expression.filters)


def our_template() -> Path | None:
    """The template of the node that is being rendered, where it is one of ours."""
    frame = sys._getframe(2)
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            path = Path(node.origin.name)
            return path.relative_to(OURS) if path.is_relative_to(OURS) else None
        frame = frame.f_back
    return None
