"""The demo: the shared cast and its story, told through the same actions that the pages use."""
