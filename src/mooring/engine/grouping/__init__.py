"""Groups of three to six: a few people exactly, more by building, seating the last and exchanging."""

from mooring.engine.grouping.arranging import arrange
from mooring.engine.grouping.board import at_most
from mooring.engine.grouping.whole import WHOLE_UP_TO, best

__all__ = ["WHOLE_UP_TO", "arrange", "at_most", "best"]
