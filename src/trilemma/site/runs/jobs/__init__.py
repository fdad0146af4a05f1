"""How runs are carried out: handlers by kind, workers, their child processes, and what happens by the clock."""
