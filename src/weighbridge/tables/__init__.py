"""One file per cleaned table: columns, key, the rules for known traps, and one lazy expression."""
