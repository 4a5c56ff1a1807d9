"""What every test gets."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_limits_from_the_test_before():
    cache.clear()
