"""What a country promised, and what became of it.

Owns commitments, their leads and milestones, the moves of dates and words,
stage updates, progress reports and evidence, and the public pages about them.
Knows `plans` below it and nothing above.
"""
