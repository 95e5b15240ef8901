"""Which providers this installation works with."""

from everywhere.kernel.clock import Clock, system_clock
from everywhere.kernel.settings import Settings
from everywhere.pay.providers.cash.actions import Cash
from everywhere.pay.providers.outside.types import Provider
from everywhere.pay.providers.transits import actions as transits
from everywhere.pay.providers.transits.actions import Offered


class CustodyNotSaid(Exception):
    """Money from outside would come in, and the operator has not said under which law it is kept."""


def offered(settings: Settings, clock: Clock = system_clock) -> Offered:
    """The providers that the settings have keys for. Raises CustodyNotSaid, ValueError for keys that cannot be read."""
    found: list[Provider] = []
    # Who calls over the internet is loaded where there is a key for it: the HTTP client alone takes a quarter of a second.
    if settings.stripe_key is not None:
        from everywhere.pay.providers.stripe.actions import Stripe

        found.append(Stripe(settings))
    if settings.alipay_app_id:
        from everywhere.pay.providers.alipay.actions import Alipay

        found.append(Alipay(settings, clock))
    if settings.cash_desk:
        found.append(Cash())
    if found and settings.custody == "closed":
        raise CustodyNotSaid(
            "set EVERYWHERE_CUSTODY to provider or licensed before real money comes in: see docs/guides/go-live-with-a-provider.md"
        )
    return {each.name: each for each in found}


faults = transits.faults
