"""Pages of channels, by who reads them."""
