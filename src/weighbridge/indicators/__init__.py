"""One file per published number: the declaration, the reduction, and the docstring that is its method."""
