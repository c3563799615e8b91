"""What evaluations found, before people: one page of one or several saved runs."""
