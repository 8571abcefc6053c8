"""How good models are, by people's votes, by an index and by single benchmarks; and who is behind."""
