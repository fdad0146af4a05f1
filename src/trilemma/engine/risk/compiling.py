"""How the innermost kernels of the simulation are compiled.

They take arrays and give numbers, and keep neither: so references need not be counted (``_nrt``), which costs more than
the arithmetic where it is done millions of times. For the same reason the smallest are put into their callers.
"""

from __future__ import annotations

from typing import Any, Final

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

BARE: Final[dict[str, Any]] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
"""Options of a kernel that makes no array and returns none."""
INLINE: Final[dict[str, Any]] = {**BARE, "forceinline": True}
"""The same for one that is put into its callers."""


@intrinsic
def move_rows(_context, rows, _source, _target, _count):  # type: ignore[no-untyped-def]
    """Move some rows of a two-dimensional array to where another row begins; the two places may overlap."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        stride = cgutils.unpack_tuple(builder, array.strides)[0]  # type: ignore[no-untyped-call]
        size = signature.args[0].dtype.bitwidth // 8
        width = builder.sdiv(stride, stride.type(size))
        source, target = (
            cgutils.gep(builder, array.data, builder.mul(row, width))  # type: ignore[no-untyped-call]
            for row in arguments[1:3]
        )
        count = builder.mul(arguments[3], width)
        cgutils.raw_memmove(builder, target, source, count, size)  # type: ignore[no-untyped-call]
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.int64, types.int64), generate
