"""What editors may place on any page: base page, blocks, image model, site settings, template tags."""
