"""People from a file into a circle: sealed from its first byte on, read, looked at, brought in by batches, taken back if need be."""
