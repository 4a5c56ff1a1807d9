"""Forums as their coordinator keeps them: facts, seats, meetings, papers, decisions. One noun a file."""
