#!/bin/sh
# Makes .venv ready, or finds that it is. With .venv in order this is one short Python run;
# otherwise the newest acceptable Python on this machine does the work (tools/set_up.py).
set -eu
cd "$(dirname "$0")/.."

if [ -z "${PYTHON:-}" ] && [ -x .venv/bin/python ] && .venv/bin/python -I tools/set_up.py --ready 2>/dev/null; then
    exit 0
fi
python=$(sh tools/find_python.sh)
exec "$python" -I tools/set_up.py
