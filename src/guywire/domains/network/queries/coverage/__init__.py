"""Coverage studies: what they compute, where their maps lie, and what these say."""
