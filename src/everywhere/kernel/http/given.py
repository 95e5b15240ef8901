"""What a handler may ask for by name: `db: given.Db`, `clock: given.Clock`, `command: given.Command`, `settings: given.Settings`, `hub: given.Hub`, `secrets: given.Secrets`."""

from litestar.di import NamedDependency

from everywhere.kernel import clock, database, hub, secrets, settings
from everywhere.kernel.http import command

Db = NamedDependency[database.Database]
Clock = NamedDependency[clock.Clock]
Settings = NamedDependency[settings.Settings]
Command = NamedDependency[command.Command]
Hub = NamedDependency[hub.Hub]
Secrets = NamedDependency[secrets.Secrets]
