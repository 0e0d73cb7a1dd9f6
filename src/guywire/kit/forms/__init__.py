"""The Django form of an ``Input``: fields, labels and choices from its model where it has one.

``form_class(shape, model)`` makes it, ``bind(form, targets, data)`` offers the rows that may be
named, ``given()`` hands the posted values to the input.
"""
