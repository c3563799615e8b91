"""Yardsticks: what the budgets of the house are measured with. Each is a command, `tastemaker bench NAME`."""
