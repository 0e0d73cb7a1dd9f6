"""Pages of the network that are no entity's."""
