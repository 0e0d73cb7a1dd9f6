from guywire.engines.propagation.conditions import *
from guywire.engines.propagation.errors import *
from guywire.engines.propagation.itm import *
