"""The best and the second best of a list at prices, eight at a time: what everybody who bids asks again and again."""

from __future__ import annotations

from typing import Any, Final

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from mooring.engine.kernels.compiling import part, wide
from mooring.engine.kernels.packed import Words

_kinds: Any = types  # untyped too
_LANES: Final = 8
_LEAST: Final = -(1 << 31)
_making: Any = cgutils  # untyped


class _Lists:
    """Builds the code that goes through a list with a vector for the best of each lane, one for the second best and one for its place."""

    def __init__(self, builder: Any, lists: list[Any]) -> None:
        self.ir = _making.ir
        self.builder = builder
        self.word, self.narrow = self.ir.IntType(64), self.ir.IntType(32)
        self.lanes = self.ir.VectorType(self.narrow, _LANES)
        self.other, self.value, self.price = lists
        self.least, self.numbers = self.same(_LEAST), self.ir.Constant(self.lanes, list(range(_LANES)))
        self.best, self.second, self.place = (_making.alloca_once_value(builder, one) for one in (self.least, self.least, self.same(0)))

    def same(self, number: int) -> Any:
        return self.ir.Constant(self.lanes, [number] * _LANES)

    def spread(self, number: Any) -> Any:
        """One number in all lanes."""
        unknown = self.ir.Constant(self.lanes, self.ir.Undefined)
        made = self.builder.insert_element(unknown, number, self.ir.Constant(self.narrow, 0))
        return self.builder.shuffle_vector(made, unknown, self.same(0))

    def larger(self, one: Any, other: Any) -> Any:
        return self.builder.select(self.builder.icmp_signed(">", one, other), one, other)

    def _load(self, data: Any, at: Any) -> Any:
        place = self.builder.bitcast(self.builder.gep(data, [at]), self.lanes.as_pointer())
        return self.builder.load(place, align=4)

    def _gains(self, at: Any) -> Any:
        who, costs = self._load(self.other, at), self.ir.Constant(self.lanes, self.ir.Undefined)
        for lane in range(_LANES):
            number = self.ir.Constant(self.narrow, lane)
            person = self.builder.sext(self.builder.extract_element(who, number), self.word)
            costs = self.builder.insert_element(costs, self.builder.load(self.builder.gep(self.price, [person])), number)
        return self.builder.sub(self._load(self.value, at), costs)

    def look(self, at: Any, skipped: Any = None) -> None:
        """Eight of a list, the first `skipped` of them left out."""
        builder, gains = self.builder, self._gains(at)
        if skipped is not None:
            counts = builder.icmp_signed(">=", self.numbers, self.spread(builder.trunc(skipped, self.narrow)))
            gains = builder.select(counts, gains, self.least)
        best = builder.load(self.best)
        more = builder.icmp_signed(">", gains, best)
        builder.store(self.larger(builder.select(more, best, gains), builder.load(self.second)), self.second)
        builder.store(builder.select(more, gains, best), self.best)
        here = builder.add(self.spread(builder.trunc(at, self.narrow)), self.numbers)
        builder.store(builder.select(more, here, builder.load(self.place)), self.place)

    def _over_lanes(self, name: str, numbers: Any) -> Any:
        kind = self.ir.FunctionType(self.narrow, [self.lanes])
        work = _making.get_or_insert_function(self.builder.module, kind, f"llvm.vector.reduce.{name}.v{_LANES}i32")
        return self.builder.call(work, [numbers])

    def told(self) -> list[Any]:
        """The best, the second best, and the first place of the best."""
        builder = self.builder
        best, second, place = (builder.load(one) for one in (self.best, self.second, self.place))
        most = self._over_lanes("smax", best)
        top = builder.icmp_signed("==", best, self.spread(most))
        first = self._over_lanes("smin", builder.select(top, place, self.same((1 << 31) - 1)))
        chosen = builder.and_(top, builder.icmp_signed("==", place, self.spread(first)))
        return [builder.sext(one, self.word) for one in (most, self._over_lanes("smax", builder.select(chosen, second, best)), first)]


def _best_two(typing: Any, other: Any, value: Any, price: Any, first: Any, last: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        *held, first, last = arguments
        kinds = signature.args[:3]
        made = _Lists(builder, [context.make_array(kind)(context, builder, one).data for kind, one in zip(kinds, held, strict=True)])
        word = made.word
        length, step = builder.sub(last, first), made.ir.Constant(word, _LANES)
        whole = builder.and_(length, made.ir.Constant(word, -_LANES))
        with _making.for_range_slice(builder, first, builder.add(first, whole), step, word) as (at, _):
            made.look(at)
        rest = builder.sub(length, whole)
        with builder.if_then(builder.icmp_signed("!=", rest, made.ir.Constant(word, 0))):
            made.look(builder.sub(last, step), builder.sub(step, rest))
        return context.make_tuple(builder, signature.return_type, made.told())

    return _kinds.UniTuple(types.int64, 3)(other, value, price, types.int64, types.int64), build


_best_of_many: Any = intrinsic(_best_two)


@part
def best_two(begins: Words, other: Words, value: Words, price: Words, u: int) -> tuple[int, int, int]:
    """Of everybody in the list of u, their value less their price: the most, the second most, and the first place in `other` that gives
    the most. A good deal less than nothing where there are not so many. All are 32 bits wide, and must be after they are subtracted.
    """
    return best_two_of(other, value, price, wide(begins[u]), wide(begins[u + 1]))


@part
def best_two_of(other: Words, value: Words, price: Words, first: int, last: int) -> tuple[int, int, int]:
    """The same of those who stand at the places `first` to `last` of the lists."""
    if last >= _LANES and last > first:
        return _best_of_many(other, value, price, first, last)
    best, second, place = wide(_LEAST), wide(_LEAST), first
    for at in range(first, last):
        gain = wide(value[at]) - price[other[at]]
        second = max(second, min(best, gain))
        place = at if gain > best else place
        best = max(best, gain)
    return best, second, place
