"""Measures Seedbed against named floors, as ratios within one run; ``python -m benchmarks`` prints JSON lines."""
