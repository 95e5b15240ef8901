"""Everywhere: help between people who are near each other, and the small shops around them."""

__version__ = "0.1.0"
