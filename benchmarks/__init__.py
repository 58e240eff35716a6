"""Simulations behind figures that we state, and measurements of speed: python -m benchmarks.NAME."""
