"""Lighthouse over our pages: `python -m tests.lighthouse http://127.0.0.1:8311` beside a running demo."""
