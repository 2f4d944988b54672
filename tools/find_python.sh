#!/bin/sh
# Prints the path of the newest Python here that Seedbed runs on, or says what is missing and ends with 1.
# Give versions ("3.12") to be served only those; PYTHON=/some/python names the interpreter outright.
# A candidate has to run (a pyenv shim may exist and refuse) and be able to make a virtual environment.
set -eu

wanted=${*:-3.13 3.12 3.11}
seen=""

probe='
import sys
try:
    import ensurepip, venv
except ImportError:
    print("lacks", "%d.%d.%d" % sys.version_info[:3])
else:
    print("has", "%d.%d.%d" % sys.version_info[:3], sys.executable)
'

try() { # candidate, wanted version or "any"
    answer=$("$1" -I -c "$probe" 2>/dev/null) || return 1
    version=$(echo "$answer" | cut -d ' ' -f 2)
    case " $wanted " in
        *" ${version%.*} "*) ;;
        *) seen="$seen
  $1 is Python $version"; return 1 ;;
    esac
    case "$answer" in
        has*) echo "$answer" | cut -d ' ' -f 3-; return 0 ;;
        *) seen="$seen
  $1 is Python $version but cannot make a virtual environment (on Debian or Ubuntu: apt-get install python${version%.*}-venv)"; return 1 ;;
    esac
}

if [ -n "${PYTHON:-}" ]; then
    try "$PYTHON" && exit 0
else
    # What PATH offers is what the person chose; Pythons that pyenv keeps aside come after.
    old_ifs=$IFS
    for version in $wanted; do
        IFS=:
        for folder in $PATH; do
            IFS=$old_ifs
            if [ -x "$folder/python$version" ]; then try "$folder/python$version" && exit 0; fi
        done
        IFS=$old_ifs
    done
    for candidate in python3 python; do
        if command -v "$candidate" >/dev/null 2>&1; then try "$candidate" && exit 0; fi
    done
    for version in $wanted; do
        for candidate in "${PYENV_ROOT:-${HOME:-/}/.pyenv}"/versions/"$version".*/bin/python"$version"; do
            if [ -x "$candidate" ]; then try "$candidate" && exit 0; fi
        done
    done
fi

{
    echo "Seedbed needs Python $(echo "$wanted" | sed 's/ / or /g'), with its venv module, and found none.${seen:+
Looked at:$seen}"
    echo "Install one, or name one:  make setup PYTHON=/path/to/python3.12"
} >&2
exit 1
