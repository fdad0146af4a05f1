"""Trade-offs: the front of finish, cost and escaped defects, the price of a day, and why a date is impossible."""
