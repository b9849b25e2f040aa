#!/bin/sh
# Writes requirements/build.txt and requirements/test.txt from pyproject.toml, for every Python from 3.11 and every platform.
# Needs uv (https://docs.astral.sh/uv/) on the PATH. Name packages to move only those: requirements/lock.sh pillow lxml
set -eu
cd "$(dirname "$0")/.."
for package; do
    set -- "$@" --upgrade-package "$package"
    shift
done
[ $# -gt 0 ] || set -- --upgrade

lock() {
    output=$1
    shift
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
        --custom-compile-command "requirements/lock.sh" --output-file "$output" "$@" pyproject.toml
}
lock requirements/build.txt "$@"
lock requirements/test.txt --group test --constraint requirements/build.txt "$@"
