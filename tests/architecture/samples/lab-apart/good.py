# stands at: src/guywire/lab/radios.py
from guywire.engines import geo
