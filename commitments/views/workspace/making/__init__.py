"""A plan in the making, as its coordinator has it in hand; 404 for everybody else."""
