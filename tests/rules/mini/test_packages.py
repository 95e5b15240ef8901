"""What a package may be."""

import io
import json
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from everywhere.mini.packages import rules
from everywhere.mini.packages.types import FILES_MAX, PACKAGE_BYTES_MAX
from support.mini import APART, APART_FILES, FILES, MANIFEST, zipped


def test_a_package_holds_its_files_and_its_manifest():
    found = rules.unpacked(zipped())

    assert (found.files, found.manifest) == (FILES, MANIFEST)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {**FILES, "../evil.png": b""},
        {**FILES, "/evil.png": b""},
        {**FILES, "a/../../evil.png": b""},
        {**FILES, "a\\..\\evil.png": b""},
        {**FILES, "index.html": b"<script>"},
        {**FILES, "more.js": b""},
        {**FILES, "pages/view.js": b""},
        {**APART_FILES, "goods/more/view.js": b""},
        {**APART_FILES, "manifest.json": json.dumps({**APART, "packages": ["goods", "goods/../goods"]}).encode()},
        {**APART_FILES, "manifest.json": json.dumps({**APART, "packages": ["/goods"]}).encode()},
        {**APART_FILES, "manifest.json": json.dumps({**APART, "packages": "goods"}).encode()},
        {path: body for path, body in APART_FILES.items() if path != "goods/logic.js"},
        {**FILES, "a\n.png": b""},
        {**FILES, "manifest.json": b"{"},
        {**FILES, "manifest.json": b"[]"},
        {**FILES, "manifest.json": json.dumps({**MANIFEST, "pages": []}).encode()},
        {**FILES, "manifest.json": b"[" * 100_000},
        {path: body for path, body in FILES.items() if path != "logic.js"},
    ],
    ids=lambda files: min(files.keys() - FILES.keys(), default=f"{len(files)} files"),
)
def test_what_a_program_does_not_have_is_refused(files: dict[str, bytes]):
    with pytest.raises(rules.PackageUnfit):
        rules.unpacked(zipped(files))


def test_a_name_that_comes_twice_is_refused():
    out = io.BytesIO(zipped())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("logic.js", b"Page({evil: 1})")

    with pytest.raises(rules.PackageUnfit):
        rules.unpacked(out.getvalue())


@given(st.binary(max_size=400))
def test_bytes_that_are_no_archive_are_refused_and_nothing_else_happens(raw: bytes):
    with pytest.raises(rules.PackageUnfit):
        rules.unpacked(raw)


@given(st.integers(0, len(zipped()) - 1), st.integers(1, 255))
def test_a_damaged_archive_is_refused_or_read(at: int, mask: int):
    raw = bytearray(zipped())
    raw[at] ^= mask
    try:
        rules.unpacked(bytes(raw))
    except (rules.PackageUnfit, rules.PackageTooLarge):
        return


def test_a_bomb_is_measured_before_it_is_unpacked():
    bomb = zipped({**FILES, "zeros.png": bytes(50_000_000)})

    assert len(bomb) < 100_000
    with pytest.raises(rules.PackageTooLarge):
        rules.unpacked(bomb)


def test_an_archive_that_lies_about_a_length_is_refused():
    # The size in the central directory (offset 24 of its entry, APPNOTE 4.3.12) says one byte less than there is.
    raw = bytearray(zipped({**FILES, "large.png": b"x" * 1000}))
    entry = raw.rindex(b"PK\x01\x02")
    raw[entry + 24 : entry + 28] = (999).to_bytes(4, "little")

    with pytest.raises(rules.PackageUnfit):
        rules.unpacked(bytes(raw))


def test_one_part_has_two_megabytes_and_subpackages_have_their_own():
    half = bytes(PACKAGE_BYTES_MAX // 2 + 1)
    images = {"images/a.png": half, "goods/b.png": half}

    with pytest.raises(rules.PackageTooLarge):
        rules.unpacked(zipped({**FILES, **images}))
    assert rules.unpacked(zipped({**APART_FILES, **images})).size_bytes > PACKAGE_BYTES_MAX


@pytest.mark.parametrize(("name", "part"), [("view.js", ""), ("goods/logic.js", "goods"), ("goods/deep/logic.js", "goods/deep")])
def test_scripts_count_for_the_package_that_they_are_of(name: str, part: str):
    deeper = {"manifest.json": json.dumps({**APART, "packages": ["goods", "goods/deep"]}).encode()}
    scripts = {"goods/deep/view.js": b"", "goods/deep/logic.js": b""}

    with pytest.raises(rules.PackageTooLarge) as refused:
        rules.unpacked(zipped({**APART_FILES, **deeper, **scripts, name: b" " * (PACKAGE_BYTES_MAX + 1)}))
    assert refused.value.facts["part"] == part


def test_subpackages_do_not_make_a_program_larger_than_eight_megabytes():
    roots = [f"part{n}" for n in range(5)]
    manifest = {"manifest.json": json.dumps({**MANIFEST, "packages": roots}).encode()}
    scripts = {
        f"{root}/{name}": b" " * (PACKAGE_BYTES_MAX - 9) if name == "logic.js" else b""
        for root in roots
        for name in ("view.js", "logic.js")
    }

    with pytest.raises(rules.PackageTooLarge):
        rules.unpacked(zipped({**FILES, **manifest, **scripts}))
    assert (
        rules.unpacked(zipped({**FILES, **manifest, **scripts, "part4/logic.js": b"", "part3/logic.js": b""})).manifest["packages"]
        == roots
    )


def test_there_are_so_many_files_at_most():
    with pytest.raises(rules.PackageTooLarge):
        rules.unpacked(zipped({**FILES, **{f"images/{n}.png": b"" for n in range(FILES_MAX)}}))


def test_the_same_files_have_the_same_name_in_any_order_and_others_another():
    files = rules.hashed(FILES)

    assert rules.digest_of(dict(reversed(files.items()))) == rules.digest_of(files)
    assert rules.digest_of({**files, "view.js": files["logic.js"]}) != rules.digest_of(files)


def test_a_signature_is_for_these_files_of_this_program():
    key, files = Ed25519PrivateKey.generate(), rules.hashed(FILES)
    signature = rules.signature_of("1", rules.digest_of(files), key)

    assert rules.is_signed("1", files, signature, key.public_key())
    assert not rules.is_signed("2", files, signature, key.public_key())
    assert not rules.is_signed("1", {**files, "view.js": files["logic.js"]}, signature, key.public_key())


@pytest.mark.parametrize(
    "name", ["", "a b.org", "https://a.org", "a.org/x", "-a.org", "a..org", "*.a.org", "a.org:port", "localhost"]
)
def test_what_is_no_host_is_refused(name: str):
    with pytest.raises(rules.DomainUnfit):
        rules.domains_of([name], path="domains")


def test_hosts_are_kept_once_in_small_letters():
    assert rules.domains_of(["B.org", "a.org:8443", "b.org "], path="domains") == ["a.org:8443", "b.org"]
