"""House laws that a linter does not know, each an AST check with a reason.

`python -m tools.laws` walks the tree and prints every breach; the samples that prove each law live
in `tests/architecture/samples/<law>/`. What import-linter can say stands in pyproject.toml instead.
"""
