"""Places: a tree of any depth, from district to unit."""
