"""Computations on plans: schedules, fronts, forecasts and levers, and the proposals that come of them."""
