#!/bin/sh
# What the tests need of the machine: PostgreSQL, Chromium, Chinese fonts. Installs it where it may, says how where not.
set -eu
missing=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
ls /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc >/dev/null 2>&1 || missing="$missing fonts-noto-cjk"
[ -z "$missing" ] && exit 0
line="apt-get update && apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need:$missing. Install them with: sudo sh -c '$line'" >&2
    exit 1
fi
echo "Installing$missing for the tests..."
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086 (a list of package names)
apt-get install -y -qq --no-install-recommends $missing >/dev/null
