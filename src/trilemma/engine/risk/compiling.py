"""How the innermost kernels of the simulation are compiled.

They take arrays and give numbers, and keep neither: so references need not be counted (``_nrt``), which costs more than
the arithmetic where it is done millions of times. For the same reason the smallest are put into their callers.
"""

from __future__ import annotations

from typing import Any, Final

BARE: Final[dict[str, Any]] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
"""Options of a kernel that makes no array and returns none."""
INLINE: Final[dict[str, Any]] = {**BARE, "forceinline": True}
"""The same for one that is put into its callers."""
