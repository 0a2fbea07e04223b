# A virtual environment where Debian's python3 came without one: its package, if we may install it.
set -eu
rm -rf .venv
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    "$1" -m venv .venv && exit 0
    rm -rf .venv
fi
echo "Python has no venv module here: install it (on Debian: apt install python3-venv), then run make again." >&2
exit 1
