"""Pure rules of taking part: the clock, what a submission needs, what of it may be read."""
