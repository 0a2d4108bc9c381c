#!/bin/sh
# Unpacks Debian's arm64 libraries that weir is cross-compiled with, the group `arm64_root` of packages.txt and what it depends on, into a
# folder: scripts/arm64_root.sh FOLDER. Nothing of it is installed: some of these packages cannot be, beside their own amd64 ones.
set -eu

packages=$(awk '$1 == "arm64_root" { print $2 }' "$(dirname "$0")/packages.txt")
mkdir -p "$1"
root=$(cd "$1" && pwd)
[ "$(cat "$root/packages" 2>/dev/null)" != "$packages" ] || exit 0

mkdir -p "$root/apt/lists/partial" "$root/apt/archives/partial"
: >"$root/apt/status"
apt() {
  apt-get -q -y -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o APT::Sandbox::User="$(id -un)" \
    -o Dir::State="$root/apt" -o Dir::State::status="$root/apt/status" -o Dir::Cache="$root/apt" "$@"
}
apt update
apt install --no-install-recommends --download-only $packages
for package in "$root"/apt/archives/*.deb; do
  dpkg-deb --extract "$package" "$root"
done
rm -rf "$root/apt"
echo "$packages" >"$root/packages"
