# Node.js and npm for the checks of our JavaScript: those on the path, else Debian's packages.
set -eu
found() { command -v node >/dev/null && command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)'; }
found && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nodejs npm >/dev/null || true
fi
found && exit 0
echo "rnnviz's JavaScript is checked with Node.js 18 or newer and npm: install both, on Debian as root with 'apt-get install nodejs npm'." >&2
exit 1
