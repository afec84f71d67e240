"""Memory that a grouper gives back: the C library's settings for great blocks."""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""From malloc.h of glibc."""
APART_BYTES, TRIMMED_BYTES = 1 << 20, 8 << 20


def keep_blocks_apart() -> bool:
    """Let every block of 1 MiB and more be a mapping of its own, which is given back when it is given up.

    Else glibc takes such blocks into its heap once one of them was given up, where the next greater one does not fit:
    of the arrays that grow with the window holes stay behind. Other C libraries are left as they are.

    Returns:
        Whether the C library has taken the settings.
    """
    try:
        change = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return bool(change(_M_MMAP_THRESHOLD, APART_BYTES)) and bool(change(_M_TRIM_THRESHOLD, TRIMMED_BYTES))
