"""iMOPSE instances are read as problems in which a task's modes are the persons who can do it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.real_data import real_data
from trilemma.engine.api import InputError
from trilemma.files.imopse import read_imopse

SMALL = """==========================================================
General characteristics:
Tasks: 3
Resources: 2
==========================================================
ResourceID 	 Salary 	 Skills
1	 	 	50.5	 	 Q0: 2 	  Q1: 1
2	 	 	20	 	 Q1: 2
==========================================================
TaskID 	 Duration 	 Skill 	 Predecessor IDs
1	10	Q1:	1
2	4	Q1: 2	 	1
3	6	Q0:	1	1	2
==========================================================
"""


def test_modes_are_the_persons_with_the_skill_at_its_level() -> None:
    problem = read_imopse(SMALL.encode(), "small.def")
    assert problem.mode_first.tolist() == [0, 2, 3, 4]
    assert problem.demand_resource.tolist() == [0, 1, 1, 0]
    assert problem.mode_cost.tolist() == [50500, 20000, 8000, 30300]
    assert problem.duration.tolist() == [10, 10, 4, 6]
    assert list(zip(problem.link_predecessor.tolist(), problem.link_successor.tolist(), strict=True)) == [
        (0, 1),
        (0, 2),
        (1, 2),
    ]


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("2	4	Q1: 2	 	1", "2	4	Q1: 3	 	1", "nobody has skill Q1 at level 3"),
        ("3	6	Q0:	1	1	2", "3	6	Q0:	1	1	9", "no task 9"),
        ("2	4	Q1: 2	 	1", "2	x	Q1: 2	 	1", "task 2 is expected"),
        ("2	 	 	20	 	 Q1: 2", "2	 	 	much	 	 Q1: 2", "resource 2 is expected"),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(old: str, new: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_imopse(SMALL.replace(old, new, 1).encode(), "small.def")
    assert (caught.value.place or "").startswith("small.def:")


@given(data=st.binary(max_size=400))
def test_any_bytes_end_in_one_clear_error(data: bytes) -> None:
    with pytest.raises(InputError):
        read_imopse(data)


def test_published_instances_are_read() -> None:
    folder = real_data("imopse-multiskill-salary")
    sizes = {path.stem: read_imopse(path.read_bytes(), path.name).n for path in sorted(folder.rglob("*.def"))[:20]}
    assert sizes
    assert all(size == int(name.split("_")[0]) for name, size in sizes.items())
