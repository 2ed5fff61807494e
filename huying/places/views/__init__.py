"""Pages of places 地方."""
