"""Lists of rows: columns, cells, search, filters, order, pages, saved views and CSV files.

A ``Table`` says what can be asked of a model's rows; ``select`` reads an address against it;
``drawn`` makes what a template shows, ``csv_of`` a file. Whoever owns the page adds its own links.
"""

from .declaration import Column, Filter, Table

__all__ = ["Column", "Filter", "Table"]
