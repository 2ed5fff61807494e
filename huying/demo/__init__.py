"""The demo 演示: one community's story, told through the same actions that people use."""
