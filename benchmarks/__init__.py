"""Figures that Guywire promises, each measured against peers in the same run.

`python benchmarks/run.py [--only ID] [--write]`, or `make bench [ONLY=ID]`. A benchmark is a module
`bench_<id>.py` whose last line of output is `BENCH <id> value=<number> goal=<op><number> ok|short`.
"""
