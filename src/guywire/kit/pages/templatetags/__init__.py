"""Template tags of the shell; see ``shell.py``."""
