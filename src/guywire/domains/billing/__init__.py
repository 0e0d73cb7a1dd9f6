"""What customers owe and have paid: rating, documents, ledger, payments.

Owns: billing accounts and their terms, taxes, charges, billing runs, invoices and credit notes, the
double-entry ledger, payments and what they settle. Does not own: services and their dated history
(customers), what is agreed and its price (the catalogue there), letters.

The three main verbs: ``commit_run`` (what is due becomes documents), ``record_payment`` and
``issue_credit_note``.
"""
