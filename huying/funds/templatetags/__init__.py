"""Words of the maintenance fund for templates."""
