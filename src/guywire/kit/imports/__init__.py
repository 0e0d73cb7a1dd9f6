"""CSV files as inputs: read whatever program wrote them, plan, rehearse, carry out whole or not.

``sheets`` reads a file, ``planning`` turns its rows into inputs with every error by line and
column, ``lookups`` finds the rows that cells name, ``staging`` keeps a file between its preview
and its import, ``tasks`` imports a long one in the background. An ``Importer`` says what the rows
become.
"""
