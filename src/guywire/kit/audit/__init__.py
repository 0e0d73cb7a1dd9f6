"""What changed: rows written by the database's triggers, read here, written by nobody else."""
