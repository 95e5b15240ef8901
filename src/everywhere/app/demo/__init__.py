"""The demo: generated people of Shanghai with offers, needs and a past. Licence-clean: OpenStreetMap polygons and our own words."""

from everywhere.app.demo.seeding import seed

__all__ = ["seed"]
