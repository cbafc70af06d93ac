"""Pages about footfall, and what generates one of them."""
