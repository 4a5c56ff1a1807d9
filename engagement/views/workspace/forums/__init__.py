"""The coordinator's pages of forums: facts, seats, meetings with their papers, decisions."""
