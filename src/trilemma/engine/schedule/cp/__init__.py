"""The CP-SAT model of a problem: compressed time, variables, constraints, objective, and the run."""
