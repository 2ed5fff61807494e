"""Our pages in a real browser: what axe-core finds, and what it cannot see."""
