"""Somebody in the story: their plan, their phone, their agenda, and how they decide."""

from collections.abc import Callable

from everywhere.app.simulator.actor import Agenda
from everywhere.app.simulator.book import Book
from everywhere.app.simulator.phone import Phone
from everywhere.app.simulator.scene import Scene
from everywhere.app.simulator.story import PersonPlan

HANDLE_NUMBER_MAX = 9_999


class Character:
    """One person. What they decide about something depends on the seed, on who they are and on what it is; on nothing else."""

    def __init__(self, scene: Scene, plan: PersonPlan) -> None:
        self.scene = scene
        self.plan = plan
        self.number = plan.number
        self.phone = Phone(scene.network, plan.number, plan.language, plan.traits.flakiness)
        self.agenda = Agenda(scene.network.pace)
        self.id = ""
        self.hear: Callable[[str, str], None] = lambda _kind, _subject: None
        """Called with what something is about, when it should be looked at soon."""

    @property
    def book(self) -> Book:
        """What everybody in the run writes down."""
        return self.scene.book

    def will(self, probability: float, *subject: object) -> bool:
        """Whether they do what somebody like anybody does with this probability."""
        return self.scene.network.dice.chance(probability, self.number, *subject)

    def between(self, low: float, high: float, *subject: object) -> float:
        """A number of theirs."""
        return self.scene.network.dice.between(low, high, self.number, *subject)

    def soon_s(self, *subject: object) -> float:
        """How long they take to react, in simulated seconds."""
        return self.scene.hurried_s(self.plan.traits.reply_minutes * 60 * self.between(0.4, 1.8, "soon", *subject))

    def says(self, zh: str, en: str) -> str:
        """What they write, in their language."""
        return en if self.plan.language == "en" else zh


def handle_of(seed: int, run_id: str, number: int, share: float) -> dict[str, str]:
    """A phone number or an e-mail address that no other run uses; `share` belongs to (seed, run)."""
    if number % 2 and number <= HANDLE_NUMBER_MAX:
        return {"phone": f"+8619{int(share * 100_000):05d}{number:04d}"}
    return {"email": f"p{number}.s{seed}.{run_id}@everywhere.example"}
