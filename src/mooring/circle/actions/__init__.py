"""What people do with their circle."""
