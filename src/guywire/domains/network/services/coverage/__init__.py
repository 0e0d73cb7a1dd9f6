"""Coverage studies: their life as rows (``studies``), and the computing, which needs no database.

A study is computed in slices, a sector each and the network's rasters at the end. A slice has
three parts: a short transaction that says what is to be done, the computing, which holds none, and
a short transaction that keeps what was found.
"""
