"""What `verify` looks at, part by part; nothing here is shared with the solvers."""
