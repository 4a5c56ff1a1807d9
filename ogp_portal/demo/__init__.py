"""What the demonstration shows: two real plans, an invented one in force, and the people who work on it.

`nz-2014-16.json` and `nz-2016-18.json` are plan documents. `example.json` is one whose dates count
from the plan's first month; `example.py` makes a plan document of it for a day. `loading.py` brings
everything in, once, and does the rest the way people would: `unpublished.json` is what is still being
written in the example, `figures.json` what is measured and what is done besides (`figures.py`),
`next.json` the plan that is being made to follow it (`making.py`), `voices.json` what people are asked
and send in (`voices.py`), `answers.json` words to begin answers with, `review.json` what the panel reads.
"""
