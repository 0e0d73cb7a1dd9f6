"""Pages of the billing domain that are no entity's."""
