"""The shell's data: navigation by job, tenant switcher, search and help, for every page."""

from .shell import NavigationItem, navigation_group, shell

__all__ = ["NavigationItem", "navigation_group", "shell"]
