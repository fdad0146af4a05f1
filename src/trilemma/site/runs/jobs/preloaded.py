"""The process from which computations are forked imports this module, and nothing else does: all is loaded once."""

from __future__ import annotations

from trilemma.site.runs.jobs.warm import set_up, warm_up

set_up()
warm_up()
