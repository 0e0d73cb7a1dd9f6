"""What the command line does once Django stands: tenants, people, imports, terrain, keys."""

from rich.console import Console

console = Console()
