"""The pages of programmes, by subject."""
