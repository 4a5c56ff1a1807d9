"""The ground floor: action plans, their periods and amendments, and who acts.

Owns action plans, reporting periods, amendments, agencies, source documents,
people with their dated roles, the site's editions and the outbox.
Knows no other app: everything above may use it, it uses nothing above.
"""
