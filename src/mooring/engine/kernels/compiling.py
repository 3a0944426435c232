"""How functions are compiled, and where the compiled code is kept between runs.

The name of the folder holds a fingerprint of the sources: a kernel is kept with the code of the kernels it calls built in, and
would otherwise not notice when only those change.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import numba
import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

Work = TypeVar("Work", bound=Callable[..., Any])


def _fingerprint() -> str:
    made = hashlib.sha256(numba.__version__.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        made.update(source.read_bytes())
    return made.hexdigest()[:12]


_config: Any = numba.config  # its types know none of its settings
_making: Any = cgutils  # untyped
_compiled: Any = numba.njit  # nor this one that it can do without counting references


def _kept_in() -> Path | None:
    beside = Path(__file__).parent
    if _config.CACHE_DIR:
        return Path(_config.CACHE_DIR) / f"kernels-{_fingerprint()}"
    return beside / "__pycache__" / f"kernels-{_fingerprint()}" if os.access(beside, os.W_OK) else None


KEPT_IN: Final = _kept_in()
"""Where compiled code is kept: below NUMBA_CACHE_DIR where that is set, else beside the sources; None where neither can be written."""

if KEPT_IN is not None:
    _config.CACHE_DIR = str(KEPT_IN)


wide: Any = np.int64
"""Makes a number one of 64 bits: a kernel is compiled once for each kind of arguments, and narrow numbers and constants are kinds too."""


def kernel(work: Work) -> Work:
    """Compile a function on its first call for a kind of arguments; it lets other threads run meanwhile.

    It may make no arrays: without them nothing counts references, which would cost more than the work itself.
    """
    made: Work = _compiled(work, cache=KEPT_IN is not None, nogil=True, error_model="numpy", _nrt=False)
    return made


def part(work: Work) -> Work:
    """A function that kernels call, built into each of them."""
    made: Work = _compiled(work, cache=KEPT_IN is not None, nogil=True, error_model="numpy", forceinline=True, _nrt=False)
    return made


def _ones(typing: Any, word: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.int64), build


def _lowest(typing: Any, word: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], context.get_constant(types.boolean, False))

    return types.int64(types.int64), build


def _highest(typing: Any, word: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        before = builder.ctlz(arguments[0], context.get_constant(types.boolean, False))
        return builder.sub(context.get_constant(types.int64, 63), before)

    return types.int64(types.int64), build


def _fetch(typing: Any, rows: Any, row: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held = context.make_array(signature.args[0])(context, builder, arguments[0])
        ir = _making.ir
        (stride, *_) = _making.unpack_tuple(builder, held.strides)
        begin = builder.add(builder.ptrtoint(held.data, ir.IntType(64)), builder.mul(stride, arguments[1]))
        address, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [address, number, number, number])
        prefetch = _making.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        for line in range(_LINES):
            place = builder.inttoptr(builder.add(begin, ir.Constant(ir.IntType(64), 64 * line)), address)
            builder.call(prefetch, [place, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(rows, types.int64), build


def _fetch_place(typing: Any, held: Any, place: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        ir = _making.ir
        address, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [address, number, number, number])
        prefetch = _making.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        where = builder.bitcast(builder.gep(array.data, [arguments[1]]), address)
        builder.call(prefetch, [where, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(held, types.int64), build


def _several(typing: Any, rows: Any, u: Any, left: Any, v: Any, right: Any, words: int, counted: bool) -> Any:
    """Words of u from `left` and of v from `right` at once: how many bits both have set, or whether there is any."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held, *numbers = arguments
        array = context.make_array(signature.args[0])(context, builder, held)
        ir = _making.ir
        (stride, *_) = _making.unpack_tuple(builder, array.strides)
        begin, kind = builder.ptrtoint(array.data, ir.IntType(64)), ir.VectorType(ir.IntType(64), words)

        def load(row: Any, at: Any) -> Any:
            place = builder.add(builder.mul(stride, row), builder.shl(at, ir.Constant(ir.IntType(64), 3)))
            return builder.load(builder.inttoptr(builder.add(begin, place), kind.as_pointer()), align=8)

        both = builder.and_(load(numbers[0], numbers[1]), load(numbers[2], numbers[3]))
        if not counted:
            some = builder.icmp_unsigned("!=", both, ir.Constant(kind, [0] * words))
            return builder.icmp_unsigned("!=", builder.bitcast(some, ir.IntType(words)), ir.Constant(ir.IntType(words), 0))
        each = _making.get_or_insert_function(builder.module, ir.FunctionType(kind, [kind]), f"llvm.ctpop.v{words}i64")
        added = _making.get_or_insert_function(
            builder.module, ir.FunctionType(ir.IntType(64), [kind]), f"llvm.vector.reduce.add.v{words}i64"
        )
        return builder.call(added, [builder.call(each, [both])])

    kind = types.int64 if counted else types.boolean
    return kind(rows, types.int64, types.int64, types.int64, types.int64), build


def _ones_of_eight(typing: Any, rows: Any, u: Any, left: Any, v: Any, right: Any) -> Any:
    return _several(typing, rows, u, left, v, right, 8, counted=True)


def _ones_of_four(typing: Any, rows: Any, u: Any, left: Any, v: Any, right: Any) -> Any:
    return _several(typing, rows, u, left, v, right, 4, counted=True)


def _any_of_eight(typing: Any, rows: Any, u: Any, left: Any, v: Any, right: Any) -> Any:
    return _several(typing, rows, u, left, v, right, 8, counted=False)


_LINES: Final = 6
"""Cache lines of a row that are fetched ahead: what a usual policy reads of a person."""
fetch: Any = intrinsic(_fetch)
"""Have the beginning of a row (rows, number) brought near while something else is done: most of a pair's cost is waiting for memory."""
fetch_place: Any = intrinsic(_fetch_place)
"""Have one place of a list (list, place) brought near."""
ones: Any = intrinsic(_ones)
"""How many bits of a 64-bit word are set."""
ones_of_eight: Any = intrinsic(_ones_of_eight)
ones_of_four: Any = intrinsic(_ones_of_four)
"""How many bits are set both in eight (four) words of a row (rows, row, column) and in as many of another (row, column), at once."""
any_of_eight: Any = intrinsic(_any_of_eight)
"""The same: whether any is."""
lowest: Any = intrinsic(_lowest)
"""The place of the lowest set bit of a 64-bit word, 64 where none is."""
highest: Any = intrinsic(_highest)
"""The place of the highest, -1 where none is."""


@part
def mixed(word: Any) -> Any:
    """A 64-bit word (unsigned) scrambled so that near words become far ones (the finaliser of SplitMix64, Steele, Lea & Flood 2014)."""
    made = np.uint64(word) + np.uint64(0x9E3779B97F4A7C15)
    made = (made ^ (made >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    made = (made ^ (made >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return made ^ (made >> np.uint64(31))
