"""What stands on papers: documents, receipts and statements as data for the template."""
