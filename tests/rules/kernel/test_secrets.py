from pathlib import Path

import pytest

from everywhere.kernel import secrets
from everywhere.kernel.settings import Settings


def test_a_new_installation_makes_a_secret_that_only_its_owner_reads_and_keeps_it(tmp_path: Path):
    first = secrets.of(Settings(data=tmp_path / "new"))
    again = secrets.of(Settings(data=tmp_path / "new"))

    assert first.key("pepper") == again.key("pepper")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret.key"]
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_each_purpose_and_each_installation_has_keys_of_its_own(tmp_path: Path):
    a, b = (secrets.of(Settings(secret_key=letter * 32, data=tmp_path)) for letter in "ab")

    assert len({a.key("pepper"), a.key("codes"), b.key("pepper"), b.key("codes")}) == 4
    assert list(tmp_path.iterdir()) == []


def test_a_secret_that_could_be_guessed_is_refused():
    with pytest.raises(ValueError, match="32"):
        secrets.of(Settings(secret_key="short"))
