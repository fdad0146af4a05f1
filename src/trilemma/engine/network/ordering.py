"""An order of leaves along links and the arcs of an adopted schedule; arcs that contradict the links are given up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trilemma.engine.kernels import kernel
from trilemma.engine.network.passes import Int1D, Links

Bool1D = NDArray[np.bool_]


def order_along(links: Links, arc: Bool1D) -> tuple[Int1D, Bool1D]:
    """Return an order in which each leaf comes after all it waits for, and which arcs it does not follow.

    Wherever arcs close a circle with links, every arc on that circle is given up. The links alone must not form one.

    Parameters
    ----------
    links
        Links and arcs into and out of each leaf.
    arc
        Whether each of them is an arc, shape ``(k,)``.

    Returns
    -------
    tuple[Int1D, Bool1D]
        Rows of the leaves, shape ``(n,)``, and whether each link is an arc that was given up, shape ``(k,)``.
    """
    order = np.empty(len(links.first) - 1, dtype=np.int64)
    given_up = np.zeros(len(arc), dtype=np.bool_)
    _order_along(links, arc, order, given_up)
    return order, given_up


@kernel(size_of=2, weight=2)
def _order_along(links: Links, arc: Bool1D, order: Int1D, given_up: Bool1D) -> None:
    n = order.shape[0]
    waiting = links.first[1:] - links.first[:-1]
    count, done, lowest = 0, 0, 0
    for i in range(n):
        if waiting[i] == 0:
            order[count] = i
            count += 1
    while True:
        while done < count:
            for position in range(links.out_first[order[done]], links.out_first[order[done] + 1]):
                k = links.out_link[position]
                if not given_up[k]:
                    count = _release(links.successor[k], waiting, order, count)
            done += 1
        if count == n:
            return
        while waiting[lowest] == 0:
            lowest += 1
        for k in _circle(links, waiting, given_up, lowest):
            if arc[k]:
                given_up[k] = True
                count = _release(links.successor[k], waiting, order, count)


@kernel()
def _release(leaf: int, waiting: Int1D, order: Int1D, count: int) -> int:
    """Let a leaf wait for one link less, and append it to the order once it waits for none."""
    waiting[leaf] -= 1
    if waiting[leaf] == 0:
        order[count] = leaf
        return count + 1
    return count


@kernel()
def _circle(links: Links, waiting: Int1D, given_up: Bool1D, start: int) -> Int1D:
    """Return the links of a circle that keeps a leaf, or one before it, waiting for ever."""
    into = np.full(waiting.shape[0], -1, dtype=np.int64)
    current = start
    while into[current] < 0:
        for k in range(links.first[current], links.first[current + 1]):
            if not given_up[k] and waiting[links.predecessor[k]] > 0:
                into[current] = k
                current = links.predecessor[k]
                break
    found = [into[current]]
    following = links.predecessor[into[current]]
    while following != current:
        found.append(into[following])
        following = links.predecessor[into[following]]
    return np.array(found)
