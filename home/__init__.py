"""The front page, error pages, demo content and the sweep: gathers from every app, so it sits on top."""
