"""How the child says why it ended without a solution."""

from typing import Final

REFUSED: Final = 3
NO_MEMORY: Final = 4

MEMORY_WORDS: Final = ("memoryerror", "unable to allocate", "memory allocation", "cannot allocate memory", "failed to map segment")
"""What Python, the numerical libraries and the loader write when memory is refused."""
