"""The account page: what is mine, who saw it, and how to take it away."""
