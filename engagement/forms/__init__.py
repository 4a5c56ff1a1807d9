"""What people type: to take part, to ask (`asking`), to cut and answer (`answering`)."""
