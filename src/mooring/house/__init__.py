"""What keeps the house in order: the checks, the test run, backups. Imports nothing else of Mooring, and no Django."""
