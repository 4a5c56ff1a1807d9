"""While the database restarts, pages refuse politely and say when to come again."""

import pytest
from django.db import InterfaceError, OperationalError


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("address", ["/plans/", "/workspace/", "/accounts/login/"])
def test_a_page_says_that_it_cannot_answer_now(client, monkeypatch, db, error, address):
    def away(*args, **kwargs):
        raise error("the server closed the connection")

    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.execute_sql", away)
    client.cookies["sessionid"] = "somebody"
    client.raise_request_exception = False
    answer = client.get(address)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert b"in a moment" in answer.content


def test_the_api_says_so_as_a_problem(client, monkeypatch, db):
    def away(*args, **kwargs):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.execute_sql", away)
    client.raise_request_exception = False
    answer = client.get("/api/v1/plans/")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "10"
