"""People from a file: read, staged, looked at, confirmed, applied in short steps, undone if need be."""
