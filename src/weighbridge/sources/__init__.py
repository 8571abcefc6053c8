"""One file per place data comes from: who made it, on what terms, and how its records are read."""
