#!/bin/sh
# Installs what is missing of a group of packages.txt: scripts/install_packages.sh build|style|instructions|compare|arm64
# When nothing is missing it only asks dpkg, which takes a few milliseconds.
set -eu

group=$1
packages=$(awk -v group="$group" '$1 == group { print $2 }' "$(dirname "$0")/packages.txt")

if ! command -v dpkg-query >/dev/null; then
  echo "weir: this is no Debian system; going on with what is installed. weir is built with these packages of Debian 12:" $packages >&2
  exit 0
fi

installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' $packages 2>/dev/null | sed -n 's/^installed //p') || true
missing=
for package in $packages; do
  echo "$installed" | grep -qxF "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
  as_root=
elif command -v sudo >/dev/null; then
  as_root=sudo
else
  echo "weir: these packages are missing:$missing" >&2
  echo "weir: they can be installed only by root, and there is no sudo. As root, run: apt-get install --no-install-recommends$missing" >&2
  exit 1
fi

echo "weir: installing$missing"
$as_root apt-get update -q
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
