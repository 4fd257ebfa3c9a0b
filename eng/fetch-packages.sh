#!/bin/sh
# Fetches requests, aiohttp and what they need, as Debian packages them, into .build/site-packages, which the command then
# finds as its own site-packages. Packages are pure Python here: their compiled parts, made for CPython, are left out, and
# the packages fall back to the Python code that they have for that case.
#
# Needs a Debian or Ubuntu with apt-get and dpkg-deb, or PACKAGES_FROM=FOLDER with the .deb files in it.
set -u
root=$(cd "$(dirname "$0")/.." && pwd) || exit 1
target=$root/.build/site-packages
names="requests urllib3 six idna certifi chardet charset-normalizer aiohttp yarl multidict frozenlist aiosignal async-timeout attr"

fail() { echo "fetch-packages: $*" >&2; exit 1; }

command -v dpkg-deb >/dev/null 2>&1 || fail "dpkg-deb is needed (Debian, Ubuntu)"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
if [ -n "${PACKAGES_FROM:-}" ]; then
    for name in $names; do
        cp "$PACKAGES_FROM"/python3-"$name"_*.deb "$work" || fail "no python3-$name in $PACKAGES_FROM"
    done
else
    command -v apt-get >/dev/null 2>&1 || fail "apt-get is needed (Debian, Ubuntu), or PACKAGES_FROM=FOLDER"
    # shellcheck disable=SC2086
    (cd "$work" && apt-get -q download $(printf 'python3-%s ' $names)) >"$work/log" 2>&1 || { tail -n 3 "$work/log" >&2; fail "the download failed"; }
fi
for package in "$work"/*.deb; do
    dpkg-deb -x "$package" "$work/files" || fail "cannot unpack $package"
done
find "$work/files" -name '*.so' -delete
mkdir -p "$root/.build" && rm -rf "$target" && mv "$work/files/usr/lib/python3/dist-packages" "$target" || exit 1
# The certificates that Debian's certifi names are the system's; a package carries none of its own.
sh "$root/eng/link-packages.sh" "$root/out"
echo "fetch-packages: $(ls "$target" | grep -c -E 'info$') packages in .build/site-packages"
