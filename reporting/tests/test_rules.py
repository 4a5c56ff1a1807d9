import pytest

from commitments.choices import Stage
from reporting.choices import Completion
from reporting.rules import propose_completion

NONE, NOT, UNDER, LATE, DONE = None, Stage.NOT_STARTED, Stage.UNDERWAY, Stage.DELAYS, Stage.COMPLETED


@pytest.mark.parametrize(
    ("stages", "proposed"),
    [
        ([], None),
        ([NONE, NONE], None),
        ([DONE], Completion.COMPLETED),
        ([DONE, DONE], Completion.COMPLETED),
        ([NOT, NOT], Completion.NOT_STARTED),
        ([NOT, UNDER], Completion.LIMITED),
        ([UNDER, LATE], Completion.LIMITED),
        ([DONE, NOT, UNDER], Completion.LIMITED),
        ([DONE, UNDER], Completion.SUBSTANTIAL),
        ([DONE, DONE, NOT], Completion.SUBSTANTIAL),
        # A milestone that is not reported is neither completed nor not started.
        ([DONE, NONE], Completion.SUBSTANTIAL),
        ([NOT, NONE], Completion.LIMITED),
        ([DONE, NONE, NONE], Completion.LIMITED),
    ],
)
def test_completion_is_proposed_from_the_published_stages(stages, proposed):
    assert propose_completion(stages) == proposed
