"""What anybody could write instead: policies that simulated people talk to in place of the product."""
