"""What the demonstration shows: a real plan, an invented one in force, and the people who work on it.

`nz-2016-18.json` is a plan document. `example.json` is one whose dates count from the plan's first
month; `example.py` makes a plan document of it for a day. `unpublished.json` is what is still being
written in the example, and `loading.py` brings everything in, once.
"""
