# stands at: src/guywire/lab/radios.py
from guywire.domains.network import services  # BREACH
