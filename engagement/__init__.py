"""How people take part: forums, consultations, submissions and their answers.

Owns the forums and their meetings, the consultations, what people sent in
and the reasoned response to each point.
May know `commitments` and `plans` below it, and nothing above.
"""
