"""How the kernels are compiled.

A kernel that allocates nothing needs no counting of references. Numba counts each array at each
call of one kernel by another, with two locked additions that cost more than what most of them do.
"""

import numba as nb

kernel = nb.njit(nogil=True, cache=True, _nrt=False)  # type: ignore[call-overload,unused-ignore]
inlined = nb.njit(nogil=True, cache=True, _nrt=False, inline="always")  # type: ignore[call-overload,unused-ignore]
allocating = nb.njit(nogil=True, cache=True)
