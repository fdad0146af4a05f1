"""Random bits as a function of seed, object and draw: nothing is stored, nothing depends on who computes it or when.

Method id ``keyed_draws`` (docs/methods/keyed_draws.md). A *cell* is one object (an activity's estimate, a factor, a
risk) in one block of `BLOCK` draws. Its key is hashed from the seed, the object's name and the block's number; the
cell's bits come from the SplitMix64 sequence that begins at the key, its strata from a keyed permutation. So the same
object gets the same numbers in two plans, whatever else differs, on any number of workers.

References
----------
Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014 (SplitMix64; constants of Stafford's
variant 13). McKay, Beckman & Conover, "A comparison of three methods for selecting values of input variables",
Technometrics 21 (1979) (Latin hypercube).
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

METHOD: Final = "keyed_draws"

STRATUM_BITS: Final = 7
BLOCK: Final = 1 << STRATUM_BITS
"""Draws in a block: each cell has one draw in each of this many equally likely strata."""

_LOW_MASK: Final = np.uint32((1 << (32 - STRATUM_BITS)) - 1)
_STRATUM_MASK: Final = np.uint16(BLOCK - 1)
_GAMMA: Final = np.uint64(0x9E3779B97F4A7C15)
_BLOCK_STEP: Final = np.uint64(0xD1342543DE82EF95)
_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)


@lru_cache(maxsize=65536)
def object_key(kind: str, identifier: str = "") -> np.uint64:
    """Return the 64 bits that stand for an object in the random numbers, the same on every machine.

    Parameters
    ----------
    kind
        What is drawn for it, such as ``"estimate"`` or ``"risk"``.
    identifier
        The object's id.
    """
    digest = hashlib.blake2b(f"{kind}\0{identifier}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def object_keys(kind: str, identifiers: tuple[str, ...]) -> npt.NDArray[np.uint64]:
    """Return `object_key` of each identifier, shape ``(n,)``."""
    return np.array([object_key(kind, identifier) for identifier in identifiers], dtype=np.uint64)


@njit(cache=True, nogil=True, error_model="numpy")
def mix(x):  # type: ignore[no-untyped-def]
    """Scramble 64 bits: every bit of the result depends on every bit of ``x``; no two ``x`` give the same."""
    x = (x ^ (x >> np.uint64(30))) * _MIX_1
    x = (x ^ (x >> np.uint64(27))) * _MIX_2
    return x ^ (x >> np.uint64(31))


@njit(cache=True, nogil=True, error_model="numpy")
def cell_key(seed, key, block):  # type: ignore[no-untyped-def]
    """Return the key of an object's cell in a block, from three 64-bit numbers."""
    return mix(mix(mix(seed + _GAMMA) ^ key) + (np.uint64(block) + np.uint64(1)) * _BLOCK_STEP)


@njit(cache=True, nogil=True, error_model="numpy")
def fill_strata(key, strata):  # type: ignore[no-untyped-def]
    """Write a random permutation of ``0..BLOCK-1`` into ``strata`` (uint16): four keyed, invertible rounds."""
    k = mix(key ^ _BLOCK_STEP)
    h = mix(k + _GAMMA)
    one = np.uint64(1)
    a0, a1 = np.uint16(k & np.uint64(127)), np.uint16((k >> np.uint64(7)) & np.uint64(127))
    a2, a3 = np.uint16((k >> np.uint64(14)) & np.uint64(127)), np.uint16((k >> np.uint64(21)) & np.uint64(127))
    m0, m1 = np.uint16(h | one), np.uint16((h >> np.uint64(16)) | one)
    m2, m3 = np.uint16((h >> np.uint64(32)) | one), np.uint16((h >> np.uint64(48)) | one)
    for i in range(strata.shape[0]):
        x = np.uint16(np.uint16(i) ^ a0)
        x = np.uint16(np.uint16(x * m0) & _STRATUM_MASK)
        x = np.uint16(x ^ (x >> np.uint16(3)))
        x = np.uint16(np.uint16(np.uint16(x + a1) * m1) & _STRATUM_MASK)
        x = np.uint16(x ^ (x >> np.uint16(4)))
        x = np.uint16(np.uint16(np.uint16(x + a2) * m2) & _STRATUM_MASK)
        x = np.uint16(x ^ (x >> np.uint16(3)))
        strata[i] = np.uint16(np.uint16(np.uint16(x + a3) * m3) & _STRATUM_MASK)


@njit(cache=True, nogil=True, error_model="numpy")
def fill_bits(key, strata, bits):  # type: ignore[no-untyped-def]
    """Write a cell's 32 random bits per draw into ``bits`` (uint32, ``BLOCK``): the stratum on top, jitter below.

    Read as a binary fraction they are a Latin hypercube's uniform numbers; ``strata`` (uint16, ``BLOCK``) is scratch.
    """
    fill_strata(key, strata)
    half = bits.shape[0] // 2
    for i in range(half):
        x = mix(key + np.uint64(i) * _GAMMA)
        bits[i] = np.uint32(x)
        bits[i + half] = np.uint32(x >> np.uint64(32))
    for i in range(bits.shape[0]):
        top = np.uint32(strata[i]) << np.uint32(32 - STRATUM_BITS)
        bits[i] = np.uint32(top | (bits[i] & _LOW_MASK))
