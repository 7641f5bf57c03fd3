#!/bin/sh
# The user's packages, in /packages, into /opt/venv, over Debian's aiortc and its dependencies.
set -eu
cd /packages
set --
if [ -e pyproject.toml ] || [ -e setup.py ]; then
  set -- .
else
  for file in ./*.whl ./*.tar.gz ./*.zip; do
    if [ -e "$file" ]; then set -- "$@" "$file"; fi
  done
fi
if [ $# -eq 0 ]; then
  echo "packages: expected wheels, sdists or a source tree of aiortc, found: $(ls)" >&2
  exit 1
fi
install=$(dirname "$0")/pip-install.sh
# pip does not install a wheel whose version is there already, in Debian's form, unless it is told to ignore that one;
# and without --no-deps it would ignore Debian's dependencies as well. Without isolation setuptools is Debian's.
"$install" --no-index --no-deps --no-build-isolation --ignore-installed "$@"
# Whatever else the packages ask for and Debian lacks. When nothing is missing, no index is asked.
"$install" aiortc
