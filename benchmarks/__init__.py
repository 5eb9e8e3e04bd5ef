"""The benchmark: `python -m benchmarks` prints one JSON line per figure (docs/benchmarks.md)."""
