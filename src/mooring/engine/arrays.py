"""What everything here is made of: groups of people's numbers, and arrays with a row or an entry a person."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Group = tuple[int, ...]
