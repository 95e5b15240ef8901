"""What a handler may ask for by name: `db: given.Db`, `clock: given.Clock`, `command: given.Command`, `settings: given.Settings`, `hub: given.Hub`, `secrets: given.Secrets`."""

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from everywhere.kernel import clock, database, hub, secrets, settings
from everywhere.kernel.http import command

Db = NamedDependency[SkipValidation[database.Database]]
Clock = NamedDependency[SkipValidation[clock.Clock]]
Settings = NamedDependency[SkipValidation[settings.Settings]]
Command = NamedDependency[SkipValidation[command.Command]]
Hub = NamedDependency[SkipValidation[hub.Hub]]
Secrets = NamedDependency[SkipValidation[secrets.Secrets]]
