"""Control: what was earned and spent at each status date, where it leads, and why a forecast moved."""
