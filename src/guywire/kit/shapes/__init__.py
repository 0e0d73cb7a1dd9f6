"""What a model, an ``Input`` and a name say of themselves, before there is any row.

``words``: names as labels with units. ``paths``: what stands at the end of ``site__name``.
``inputs``: write shapes and the fields they name. ``references``: which rows an actor may name.
Tables, forms, imports and audit read declarations with these; nothing here knows any of them.
"""
