"""Every write of the accounts: one verb per event, keyword-only, inside a transaction."""
