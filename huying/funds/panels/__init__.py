"""The parts of a place's page, each with the steps that belong to it."""
