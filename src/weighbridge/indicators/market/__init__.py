"""What is run, what it costs, what is allowed, and how open it is."""
