"""What the demonstration shows: two real plans, an invented one in force, and the people who work on it.

`nz-2014-16.json` and `nz-2016-18.json` are plan documents. `example.json` is one whose dates count
from the plan's first month; `example.py` makes a plan document of it for a day. `unpublished.json` is
what is still being written in the example, `voices.json` what people are asked and send in (`voices.py`
does it the way they would), `review.json` what the panel reads. `loading.py` brings everything in, once.
"""
