"""What a network of ties looks like, from edge arrays: of an organisation, with how much of it is known; of oneself, for oneself.

from mooring.engine.network import Ties, measured

for measure in measured(Ties.of(60, pairs, group=team, answered=said_yes)):
    print(measure.name, measure.value, measure.low, measure.high, measure.coverage, measure.withheld)

Ties are meetings both sides confirmed, or named in a survey one may decline; never a private circle, mail or chat. No measure here is of
one person but `self_view`, which is for that person alone.
"""

from mooring.engine.network.own import SelfView, self_view
from mooring.engine.network.reading import LEAST_PEOPLE, MEASURES, Measure, measured
from mooring.engine.network.ties import NetworkError, Ties

__all__ = ["LEAST_PEOPLE", "MEASURES", "Measure", "NetworkError", "SelfView", "Ties", "measured", "self_view"]
