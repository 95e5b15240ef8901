#!/bin/sh
# Writes the lock files: every package with its hashes, and no word about where it was downloaded from.
set -eu
uv=${1:-uv}
compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-emit-find-links "$@"
}
compile pyproject.toml requirements/build.in -o requirements/run.txt
compile pyproject.toml requirements/build.in --group dev -c requirements/run.txt -o requirements/test.txt
# The two Python SDKs of the conformance suite bring the same package, so each has a folder of its own.
for sdk in alipay-sdk-python python-alipay-sdk; do
    compile "requirements/sdk/$sdk.in" -o "requirements/sdk/$sdk.txt"
done
