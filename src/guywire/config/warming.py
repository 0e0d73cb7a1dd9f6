"""Getting a process ready beside its first work: what is compiled then keeps nobody waiting."""

import logging
import threading

from guywire.engines.propagation import coverage

logger = logging.getLogger(__name__)


def begin_warming() -> threading.Thread:
    """Compile the engines' kernels, or load them from disk, on a thread of their own.

    The process answers meanwhile; work that needs a kernel waits for it as it would anyway.
    """
    thread = threading.Thread(target=_warm, name="warming", daemon=True)
    thread.start()
    return thread


def _warm() -> None:
    try:
        coverage.prepare()
    except Exception:
        logger.exception("coverage is not compiled ahead; its first use will be slow")
