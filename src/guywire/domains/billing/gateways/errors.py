"""What may go wrong at a gateway, told apart by what to do next.

    GatewayError
    ├── GatewayUnavailable    nothing has happened there; ask again with the same key, later
    ├── UnknownOutcome        it may have happened; ask again with the same key, or look it up
    ├── GatewayRefused        understood and refused; asking again changes nothing
    │   ├── BadCredentials    the account's key is wrong, expired, or may not do this
    │   ├── NotFound          the gateway knows no such object
    │   ├── KeyReused         the idempotency key was used for something else: an error of ours
    │   ├── OverRefund        more than is left of the payment
    │   └── UnsupportedAmount the gateway does not take this currency, or not to this decimal
    └── BadSignature          a webhook that does not prove where it comes from

A decline of a card or a bank is no error but a result: `port.ChargeResult`.
"""


class GatewayError(Exception):
    """Something between us and a gateway; the message is for staff and names the gateway."""

    def __init__(self, message: str, *, gateway: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.gateway = gateway
        self.code = code


class GatewayUnavailable(GatewayError):
    """Nothing has happened; `retry_after_s` where the gateway says when to come back."""

    def __init__(
        self, message: str, *, gateway: str = "", code: str = "", retry_after_s: int | None = None
    ) -> None:
        super().__init__(message, gateway=gateway, code=code)
        self.retry_after_s = retry_after_s


class UnknownOutcome(GatewayError):
    """The request went out and no answer came back that tells what became of it."""


class GatewayRefused(GatewayError):
    """The gateway understood and refused; `field` names what it found wrong, if it says."""

    def __init__(self, message: str, *, gateway: str = "", code: str = "", field: str = "") -> None:
        super().__init__(message, gateway=gateway, code=code)
        self.field = field


class BadCredentials(GatewayRefused):
    pass


class NotFound(GatewayRefused):
    pass


class KeyReused(GatewayRefused):
    pass


class OverRefund(GatewayRefused):
    pass


class UnsupportedAmount(GatewayRefused):
    pass


class BadSignature(GatewayError):
    """Whoever sent this webhook did not prove to be the gateway, or sent it too long ago."""
