#!/bin/sh
# link-packages.sh FOLDER: lets the build in FOLDER find the packages of fetch-packages.sh, where there are any. They stay
# outside of FOLDER, which the next build replaces.
packages=$(cd "$(dirname "$0")/.." && pwd)/.build/site-packages
library=$1/lib/python3.14
[ -d "$packages" ] && [ -d "$library" ] || exit 0
rm -rf "$library/site-packages"
ln -s "$packages" "$library/site-packages"
