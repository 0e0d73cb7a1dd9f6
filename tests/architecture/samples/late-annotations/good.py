# stands at: src/guywire/domains/billing/inputs.py
from typing import Annotated

Text = Annotated[str, 3]
