"""Pages of the customers domain: the staff's that are no entity's, and the visitors'."""
