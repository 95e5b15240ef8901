"""Who hears what, and who does which job: the one table that knows every domain."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from everywhere.app import pictures
from everywhere.help.bids import jobs as bids_jobs
from everywhere.help.bids.types import BidCountered, BidDeclined, BidExpired, BidLost, BidPlaced, BidWithdrawn
from everywhere.help.chat import jobs as chat_jobs
from everywhere.help.chat.types import MessageSent
from everywhere.help.deals import actions as deals_actions
from everywhere.help.deals import jobs as deals_jobs
from everywhere.help.deals.types import (
    DealAgreed,
    DealCancelled,
    DealCompleted,
    DealDelivered,
    DealDisputed,
    DealFunded,
    DealNoted,
    DealResolved,
    DealStarted,
)
from everywhere.help.disputes import jobs as disputes_jobs
from everywhere.help.matching.record import jobs as record_jobs
from everywhere.help.matching.waves import jobs as waves_jobs
from everywhere.help.matching.waves.types import AskWave, HelperAsked, Manner, WaveDue
from everywhere.help.needs import jobs as needs_jobs
from everywhere.help.needs.types import NeedAgreed, NeedChanged, NeedExpired, NeedHeldBack, NeedPosted, NeedRemoved, NeedWithdrawn
from everywhere.help.offers import jobs as offers_jobs
from everywhere.help.offers.types import OfferChanged, OfferClosed, OfferHeldBack, OfferPosted
from everywhere.help.promises import jobs as promises_jobs
from everywhere.help.reviews import jobs as reviews_jobs
from everywhere.help.reviews.types import ReviewReplied, ReviewsRevealed
from everywhere.kernel import forgetting
from everywhere.kernel.database import ReadTx
from everywhere.kernel.jobs import Doer, Job, Schedule
from everywhere.kernel.outbox import Event, Hearer
from everywhere.kernel.settings import Settings
from everywhere.mini.gateway import jobs as mini_gateway_jobs
from everywhere.mini.opening import jobs as mini_opening_jobs
from everywhere.mini.packages import jobs as mini_packages_jobs
from everywhere.notify import jobs as notify_jobs
from everywhere.notify.push import jobs as push_jobs
from everywhere.notify.push.types import SendPush
from everywhere.pay.agreements import jobs as agreements_jobs
from everywhere.pay.agreements.types import AgreementWasEnded, AgreementWasSigned, AgreementWasUsed
from everywhere.pay.codes import jobs as codes_jobs
from everywhere.pay.complaints import jobs as complaints_jobs
from everywhere.pay.complaints.types import ComplaintChanged
from everywhere.pay.guard import jobs as guard_jobs
from everywhere.pay.guard.types import PaymentPasswordReset
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger import jobs as ledger_jobs
from everywhere.pay.ledger.crossing import jobs as crossing_jobs
from everywhere.pay.ledger.crossing.types import MoneySent
from everywhere.pay.merchants import jobs as merchants_jobs
from everywhere.pay.openapi.apps import jobs as apps_jobs
from everywhere.pay.openapi.authorisations import jobs as authorisations_jobs
from everywhere.pay.openapi.notifications import jobs as notifications_jobs
from everywhere.pay.openapi.notifications.types import NotificationDue
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.trades import jobs as methods_jobs
from everywhere.pay.openapi.trades.agreements import jobs as agreement_methods_jobs
from everywhere.pay.openapi.trades.complaints import jobs as complaint_methods_jobs
from everywhere.pay.providers import actions as providers
from everywhere.pay.providers.hearing import jobs as hearing_jobs
from everywhere.pay.providers.transits import jobs as transits_jobs
from everywhere.pay.remits.types import RemitMade
from everywhere.pay.reservations import jobs as reservations_jobs
from everywhere.pay.reservations.types import ReservationAwaitsPayer, ReservationHappened
from everywhere.pay.sending.types import SellerPaid
from everywhere.pay.tabs import jobs as tabs_jobs
from everywhere.pay.tabs.types import TabEnded, TabFellDue, TabWasOpened
from everywhere.pay.trades import actions as trades_actions
from everywhere.pay.trades import jobs as trades_jobs
from everywhere.pay.trades.types import (
    TradeAwaitsBuyer,
    TradeWasClosed,
    TradeWasFinished,
    TradeWasPaid,
    TradeWasRefunded,
    TradeWasSettled,
)
from everywhere.pay.wallet import jobs as wallet_jobs
from everywhere.people import jobs as people_jobs
from everywhere.people.consents.types import ConsentSaid
from everywhere.people.types import HandlesChanged, PersonErased
from everywhere.places import jobs as places_jobs
from everywhere.standing.appeals import jobs as appeals_jobs
from everywhere.standing.appeals.types import AppealEnded, AppealMade
from everywhere.standing.credence import jobs as credence_jobs
from everywhere.standing.credence.types import WitnessDoubted
from everywhere.standing.evidence.types import FactsChanged
from everywhere.standing.owing import jobs as owing_jobs
from everywhere.standing.returning import jobs as returning_jobs
from everywhere.standing.returning.types import HandlesMarked
from everywhere.standing.scores import jobs as standing_jobs
from everywhere.standing.scores.types import StandingChanged
from everywhere.standing.selling import jobs as selling_jobs

HEARERS: Mapping[type[Event], Sequence[Hearer]] = {
    AgreementWasEnded: [agreements_jobs.tell_payer, agreement_methods_jobs.tell_ended],
    AgreementWasSigned: [agreements_jobs.tell_payer, agreement_methods_jobs.tell_signed],
    AgreementWasUsed: [agreements_jobs.tell_payer],
    AppealEnded: [appeals_jobs.tell],
    AppealMade: [appeals_jobs.watch],
    BidCountered: [bids_jobs.watch_expiry, bids_jobs.tell],
    BidDeclined: [bids_jobs.tell],
    BidExpired: [bids_jobs.tell],
    BidLost: [bids_jobs.tell],
    BidPlaced: [bids_jobs.watch_expiry, bids_jobs.tell, waves_jobs.hear_bid_placed],
    BidWithdrawn: [bids_jobs.tell],
    ComplaintChanged: [complaints_jobs.tell_sides, complaint_methods_jobs.tell_app, selling_jobs.hear_complaint],
    ConsentSaid: [standing_jobs.hear_consent, promises_jobs.hear_consent, returning_jobs.hear_consent, selling_jobs.hear_consent],
    DealAgreed: [deals_jobs.watch_deadline, deals_jobs.tell_both],
    DealCancelled: [
        deals_jobs.settle_need,
        deals_jobs.tell_both,
        deals_jobs.send_released,
        reviews_jobs.ask_for_reviews,
        promises_jobs.hear_of_deal,
    ],
    DealCompleted: [
        deals_jobs.settle_need,
        deals_jobs.tell_both,
        deals_jobs.send_released,
        record_jobs.hear_of_helper,
        reviews_jobs.ask_for_reviews,
        promises_jobs.hear_of_deal,
    ],
    DealDelivered: [deals_jobs.watch_deadline, deals_jobs.tell_both],
    DealDisputed: [disputes_jobs.watch, deals_jobs.tell_both],
    DealFunded: [deals_jobs.watch_deadline, deals_jobs.tell_both],
    DealNoted: [deals_jobs.tell_both, deals_jobs.send_released],
    DealResolved: [
        deals_jobs.settle_need,
        deals_jobs.tell_both,
        deals_jobs.send_released,
        record_jobs.hear_of_helper,
        reviews_jobs.ask_for_reviews,
        promises_jobs.hear_of_deal,
    ],
    DealStarted: [deals_jobs.watch_deadline, disputes_jobs.watch, deals_jobs.tell_both],
    MessageSent: [chat_jobs.tell_other],
    MoneySent: [crossing_jobs.carry],
    ReviewReplied: [reviews_jobs.tell_replied],
    FactsChanged: [standing_jobs.hear_facts_changed],
    HandlesChanged: [guard_jobs.hear_handles, standing_jobs.hear_handles, returning_jobs.hear_handles],
    HandlesMarked: [returning_jobs.hear_handles],
    StandingChanged: [record_jobs.hear_standing],
    ReviewsRevealed: [reviews_jobs.tell_revealed, record_jobs.hear_of_helper, promises_jobs.hear_of_deal],
    HelperAsked: [waves_jobs.hear_helper_asked],
    NeedExpired: [needs_jobs.take_off_and_tell, bids_jobs.lose_on_need],
    NeedPosted: [needs_jobs.show_posted, waves_jobs.hear_need_posted],
    NeedRemoved: [needs_jobs.take_off_and_tell, bids_jobs.lose_on_need],
    NeedWithdrawn: [needs_jobs.take_off, bids_jobs.lose_on_need],
    NotificationDue: [notifications_jobs.send_when_due],
    OfferClosed: [offers_jobs.take_off, bids_jobs.lose_on_offer],
    OfferPosted: [offers_jobs.show_open, record_jobs.hear_offer_posted],
    NeedChanged: [needs_jobs.show_changed],
    NeedHeldBack: [needs_jobs.hold_back],
    NeedAgreed: [needs_jobs.take_off],
    OfferChanged: [offers_jobs.show_open],
    OfferHeldBack: [offers_jobs.hold_back],
    PaymentPasswordReset: [guard_jobs.tell_reset],
    PersonErased: [
        needs_jobs.forget_erased,
        offers_jobs.forget_erased,
        places_jobs.forget_erased,
        bids_jobs.part_with,
        deals_jobs.part_with,
        chat_jobs.forget_erased,
        reviews_jobs.forget_erased,
        notify_jobs.forget_erased,
        pictures.forget_erased,
        wallet_jobs.forget_erased,
        standing_jobs.forget_erased,
        appeals_jobs.forget_erased,
        codes_jobs.forget_erased,
        guard_jobs.forget_erased,
        agreements_jobs.forget_erased,
        complaints_jobs.forget_erased,
        merchants_jobs.forget_erased,
        apps_jobs.forget_erased,
        authorisations_jobs.forget_erased,
        transits_jobs.forget_erased,
        mini_packages_jobs.forget_erased,
        mini_opening_jobs.forget_erased,
        mini_gateway_jobs.forget_erased,
    ],
    RemitMade: [selling_jobs.hear_remit],
    SellerPaid: [selling_jobs.hear_sent],
    ReservationAwaitsPayer: [reservations_jobs.ask_payer],
    ReservationHappened: [methods_jobs.tell_of_reservation],
    TabEnded: [tabs_jobs.tell_unpaid, owing_jobs.hear_of_tab],
    TabFellDue: [tabs_jobs.tell_due],
    TabWasOpened: [tabs_jobs.tell_opened],
    TradeAwaitsBuyer: [trades_jobs.ask_buyer],
    TradeWasClosed: [trades_jobs.keep_receipt, methods_jobs.tell_of_trade, tabs_jobs.hear_of_trade],
    TradeWasFinished: [trades_jobs.keep_receipt, methods_jobs.tell_of_trade, selling_jobs.hear_of_trade],
    TradeWasPaid: [trades_jobs.keep_receipt, methods_jobs.tell_of_trade, tabs_jobs.hear_of_trade, selling_jobs.hear_paid],
    TradeWasRefunded: [trades_jobs.keep_receipt, methods_jobs.tell_of_trade, selling_jobs.hear_of_trade],
    TradeWasSettled: [trades_jobs.keep_receipt, selling_jobs.hear_of_trade],
    WaveDue: [waves_jobs.hear_wave_due],
    WitnessDoubted: [credence_jobs.tell_doubted],
    **transits_jobs.HEARERS,
    **hearing_jobs.HEARERS,
}


def doers(settings: Settings, platform: Platform) -> Mapping[type[Job], Doer]:
    """Who does which job, as the operator wants it done."""
    return {
        needs_jobs.ExpireNeed: needs_jobs.expire,
        AskWave: waves_jobs.asker_of_waves(Manner(settings.wave_interval_s, settings.matching)),
        bids_jobs.ExpireBid: bids_jobs.expire_bid,
        deals_jobs.MeetDeadline: deals_jobs.meet_deadline,
        reviews_jobs.RevealReviews: reviews_jobs.reveal_due,
        disputes_jobs.Escalate: disputes_jobs.escalate,
        notifications_jobs.SendNotification: notifications_jobs.sender(settings, platform),
        promises_jobs.CollectPromises: promises_jobs.collect,
        appeals_jobs.LapseAppeal: appeals_jobs.lapse,
        returning_jobs.LookAgain: returning_jobs.looker(settings),
        selling_jobs.CountSales: selling_jobs.count,
        selling_jobs.CollectSales: selling_jobs.collect,
        SendPush: push_jobs.sender(settings),
        **transits_jobs.doers(providers.offered(settings)),
        **hearing_jobs.doers(providers.offered(settings)),
    }


SCHEDULES: Sequence[Schedule] = [
    Schedule("void_expired", "* * * * *", ledger_jobs.void_expired),
    Schedule("end_expired_trades", "* * * * *", trades_jobs.end_expired),
    Schedule("end_due_complaints", "* * * * *", complaints_jobs.end_due),
    Schedule("try_due_tabs", "*/10 * * * *", tabs_jobs.try_due),
    Schedule("end_expired_reservations", "* * * * *", reservations_jobs.end_expired),
    Schedule("forget_orders", "37 3 * * *", trades_jobs.forget_orders),
    Schedule("forget_offered_agreements", "39 3 * * *", agreements_jobs.forget_offers),
    Schedule("forget_spent_codes", "12 * * * *", codes_jobs.forget_spent),
    Schedule("forget_old_traces", "43 * * * *", places_jobs.forget_old),
    Schedule("forget_old", "7 * * * *", forgetting.forget_old),
    Schedule("forget_old_sign_ins", "27 * * * *", people_jobs.forget_old),
    Schedule("forget_old_notices", "17 * * * *", notify_jobs.forget_old),
    Schedule("forget_old_authorisations", "47 * * * *", authorisations_jobs.forget_old),
    Schedule("forget_old_notifications", "57 4 * * *", notifications_jobs.forget_old),
    Schedule("forget_old_openings", "33 * * * *", mini_opening_jobs.forget_old),
    Schedule("forget_old_jars", "41 4 * * *", mini_gateway_jobs.forget_old),
    Schedule("forget_unheld_files", "51 4 * * *", mini_packages_jobs.forget_files),
    Schedule("forget_returns", "13 4 * * *", returning_jobs.forget_old),
    Schedule("rescore_everybody", "23 18 * * *", standing_jobs.rescore_everybody),
    Schedule("recount_helpers", "23 19 * * *", record_jobs.rebuild),
]

INVARIANTS: Sequence[tuple[str, Callable[[ReadTx], Awaitable[list[str]]]]] = [
    ("ledger", ledger.faults),
    ("deals", deals_actions.faults),
    ("trades", trades_actions.faults),
    ("providers", providers.faults),
]
"""What `everywhere doctor` asks each domain: a subject, and a look that returns the faults in words."""
