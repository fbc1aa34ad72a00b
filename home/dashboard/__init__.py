"""What somebody finds in the CMS at sign-in: how many sign, what waits for them, and whether everything runs."""

from home.dashboard.panels import panels_for

__all__ = ["panels_for"]
