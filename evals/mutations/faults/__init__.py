"""All faults, in the order in which a turn goes through what they break."""

from evals.mutations.fault import Fault
from evals.mutations.faults import asking, choosing, hearing, keeping, saying, wishing

FAULTS: tuple[Fault, ...] = (
    *hearing.FAULTS,
    *wishing.FAULTS,
    *asking.FAULTS,
    *choosing.FAULTS,
    *saying.FAULTS,
    *keeping.FAULTS,
)
