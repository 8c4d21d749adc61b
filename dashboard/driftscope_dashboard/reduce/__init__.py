"""From arrays to what a screen can show: plain reductions."""
