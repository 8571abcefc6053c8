"""What open models are made from: derivatives, roots of the weights, reach and independence."""
