"""A test that was skipped in every run was not run: fail, and say which and why."""

import sys
from xml.etree import ElementTree

ran, skipped = set(), {}
for path in sys.argv[1:]:
    for case in ElementTree.parse(path).iter("testcase"):  # noqa: S314 - written by pytest a moment ago
        name = f"{case.get('classname')}.{case.get('name')}"
        why = case.find("skipped")
        if why is None:
            ran.add(name)
        else:
            skipped[name] = why.get("message")

never = {name: why for name, why in skipped.items() if name not in ran}
for name, why in sorted(never.items()):
    print(f"never run: {name}: {why}")
sys.exit(bool(never))
