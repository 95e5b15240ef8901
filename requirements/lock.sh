#!/bin/sh
# Writes the lock files: every package with its hashes, and no word about where it was downloaded from.
set -eu
uv=${1:-uv}
compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-emit-find-links "$@"
}
compile pyproject.toml requirements/build.in -o requirements/run.txt
compile pyproject.toml requirements/build.in --group dev -c requirements/run.txt -o requirements/test.txt
