"""Ask the processor for a cache line early: a pass over a ledger jumps from account to account,
and waiting for memory is nearly all it does.
"""

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped,unused-ignore]
from numba.core import cgutils, types
from numba.extending import intrinsic

_INTRINSIC = "llvm.prefetch.p0"
_FOR_WRITING, _KEEP_CLOSE, _DATA = 1, 3, 1  # arguments of llvm.prefetch


@intrinsic  # type: ignore[untyped-decorator,unused-ignore]
def prefetch(typing_context: Any, array: Any, index: Any) -> Any:  # noqa: ANN401
    """Fetch the line that holds element `index` of a flat array; no effect on any value."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        array_type, _ = signature.args
        fields = context.make_array(array_type)(context, builder, arguments[0])
        pointer = builder.gep(fields.data, [arguments[1]])
        as_bytes = builder.bitcast(pointer, ir.IntType(8).as_pointer())
        word = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [as_bytes.type, word, word, word])
        module = builder.module
        insert: Any = cgutils.get_or_insert_function
        function = insert(module, kind, _INTRINSIC)
        hints = [ir.Constant(word, hint) for hint in (_FOR_WRITING, _KEEP_CLOSE, _DATA)]
        builder.call(function, [as_bytes, *hints])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate
