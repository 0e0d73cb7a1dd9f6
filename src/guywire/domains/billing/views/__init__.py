"""Pages of the billing domain."""
