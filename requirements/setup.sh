#!/bin/sh
# Makes the checkout ready: system libraries, .venv from the hash-pinned lock, and for testing the Node tools in .tools.
#
#   requirements/setup.sh build    what building books needs (the default)
#   requirements/setup.sh test     what testing postpress needs as well
#
# Runs from any folder, and again at any time: what is there already is left alone. Asks the network only for what is missing.
# Exit codes: 0 ready, 2 usage, 9 something is missing that this script may not install (the command is printed), 1 anything else.
set -eu

purpose=${1:-build}
case $purpose in
build | test) ;;
*)
    echo "usage: requirements/setup.sh [build|test]" >&2
    exit 2
    ;;
esac

top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
venv=$top/.venv
tools=$top/.tools
node_lock=$top/tests/integration/node/package-lock.json
mkdir -p "$tools"
log=$tools/setup.log
: >"$log"

say() { printf 'setup: %s\n' "$*" >&2; }

fail() {
    say "$1"
    if [ -s "$log" ]; then
        say "the last lines of .tools/setup.log:"
        tail -n 15 "$log" | sed 's/^/    /' >&2
    fi
    exit "${2:-1}"
}

have() { command -v "$1" >/dev/null 2>&1; }

# ---- what is here ----------------------------------------------------------------------------------------------------

recent_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11; do
        if have "$candidate" && recent_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
}

loads() { # whether Python can load one of these shared libraries
    "$python" - "$@" >/dev/null 2>&1 <<'EOF'
import ctypes, sys
for name in sys.argv[1:]:
    for folder in ("", "/opt/homebrew/lib/", "/usr/local/lib/", "/opt/local/lib/"):
        try:
            ctypes.CDLL(folder + name)
            sys.exit(0)
        except OSError:
            pass
sys.exit(1)
EOF
}

runs() { # whether one of these programs is here and answers; Ubuntu's chromium-browser may be a stub that does not
    for program; do
        if have "$program" && "$program" --version >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

missing_needs() {
    if [ -z "$python" ]; then
        echo python
        echo venv
    elif ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        echo venv
    fi
    if [ -z "$python" ] || ! loads libpango-1.0.so.0 libpango-1.0.dylib ||
        ! loads libpangoft2-1.0.so.0 libpangoft2-1.0.dylib; then
        echo pango
    fi
    [ -n "$python" ] && loads libharfbuzz-subset.so.0 libharfbuzz-subset.0.dylib || echo subset
    [ "$purpose" = test ] || return 0
    runs chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Chromium.app/Contents/MacOS/Chromium" \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" || echo chromium
    have mutool || echo mupdf
    if ! have pdffonts || ! have pdftotext; then echo poppler; fi
    have qpdf || echo qpdf
    have gs || echo ghostscript
    if ! have node || ! have npm; then echo node; fi
    have pandoc || echo pandoc
}

reason() {
    case $1 in
    python) echo "Python 3.11 or later runs postpress" ;;
    venv) echo "Python's venv keeps its packages apart from yours, in .venv" ;;
    pango) echo "Pango sets the lines of the PDF" ;;
    subset) echo "HarfBuzz cuts the PDF's fonts to the characters used" ;;
    chromium) echo "Chromium or Chrome opens the EPUB in the reader tests" ;;
    mupdf) echo "mutool reads both books back in the tests" ;;
    poppler) echo "pdffonts and pdftotext read the PDF back in the tests" ;;
    ghostscript) echo "Ghostscript separates the PDF's inks in the tests" ;;
    qpdf) echo "qpdf judges the PDF's structure in the tests" ;;
    node) echo "Node runs Ace and foliate-js in the tests" ;;
    pandoc) echo "pandoc gives the text that the books are compared with in the tests" ;;
    esac
}

packages() { # packages FAMILY NEED...: the packages of that family, each once
    family=$1
    shift
    for need; do
        case $family:$need in
        debian:python) echo python3 ;;
        debian:venv) debian_venv ;;
        debian:pango) echo "libpango-1.0-0 libpangoft2-1.0-0" ;;
        debian:subset) echo libharfbuzz-subset0 ;;
        debian:mupdf | arch:mupdf) echo mupdf-tools ;;
        fedora:mupdf | macos:mupdf) echo mupdf ;;
        debian:poppler | fedora:poppler) echo poppler-utils ;;
        debian:node | fedora:node | arch:node) echo "nodejs npm" ;;
        macos:node) echo node ;;
        fedora:python | fedora:venv) echo python3 ;;
        arch:python | arch:venv | macos:python | macos:venv) echo python ;;
        *:subset) echo harfbuzz ;;
        arch:pandoc) echo pandoc-cli ;;
        macos:chromium) ;;
        *) echo "$need" ;;
        esac
    done | tr ' ' '\n' | awk 'NF && !seen[$0]++' | paste -s -d ' ' -
}

debian_venv() { # each version of Python has its venv in a package of its own
    if [ -n "$python" ]; then
        "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    else
        echo python3-venv
    fi
}

on_ubuntu() { grep -qs '^ID=ubuntu' /etc/os-release; }

print_commands() {
    debian=$(packages debian "$@")
    on_ubuntu && debian=$(printf '%s\n' "$debian" | tr ' ' '\n' | grep -vx chromium | paste -s -d ' ' -)
    macos=$(packages macos "$@")
    {
        echo "Install what is missing, then run the same command again:"
        [ -z "$debian" ] || echo "  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install -y --no-install-recommends $debian"
        echo "  Fedora:          sudo dnf install -y $(packages fedora "$@")"
        echo "  Arch:            sudo pacman -S --needed $(packages arch "$@")"
        [ -z "$macos" ] || echo "  macOS:           brew install $macos"
        case " $* " in
        *" chromium "*)
            echo "  macOS:           brew install --cask google-chrome"
            echo "  Ubuntu has Chromium as a snap only: sudo snap install chromium, or install Google Chrome."
            ;;
        esac
    } >&2
}

# ---- system packages -------------------------------------------------------------------------------------------------

as_root() { # with root's rights: as we are, or through sudo
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

may_install() { # root, or somebody at a terminal who can be asked for a password
    [ "$(id -u)" = 0 ] && return 0
    [ -t 0 ] && [ -t 2 ] && have sudo
}

apt_install() {
    if ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then
        as_root apt-get update -q >>"$log" 2>&1 || return 1
        fresh=1
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >>"$log" 2>&1 && return 0
    [ -z "${fresh:-}" ] || return 1
    say "refreshing the package lists"
    as_root apt-get update -q >>"$log" 2>&1 &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >>"$log" 2>&1
}

install_system_packages() { # install_system_packages NEED...
    if have apt-get; then
        list=$(packages debian "$@")
        on_ubuntu && list=$(printf '%s\n' "$list" | tr ' ' '\n' | grep -vx chromium | paste -s -d ' ' -)
        [ -n "$list" ] || return 0
        install=apt_install
    elif have dnf; then
        list=$(packages fedora "$@")
        install="as_root dnf install -y"
    elif have pacman; then
        list=$(packages arch "$@")
        install="as_root pacman -S --needed --noconfirm"
    else
        return 0
    fi
    say "installing $list"
    # shellcheck disable=SC2086  # both are lists of words
    if [ "$install" = apt_install ]; then apt_install $list; else $install $list >>"$log" 2>&1; fi || fail "the packages could not be installed"
}

python=$(find_python)
needs=$(missing_needs)
if [ -n "$needs" ]; then
    say "missing on this machine:"
    for need in $needs; do say "  $(reason "$need")"; done
    # shellcheck disable=SC2086  # a list of words
    if may_install; then
        install_system_packages $needs
        python=$(find_python)
        needs=$(missing_needs)
    fi
    if [ -n "$needs" ]; then
        # shellcheck disable=SC2086  # a list of words
        print_commands $needs
        exit 9
    fi
fi

# ---- Python packages -------------------------------------------------------------------------------------------------

lock=$top/requirements/$purpose.txt
fingerprint() { { cat "$@" && "$venv/bin/python" -V; } | cksum; }

usable() { # an environment that was moved, or whose Python is gone, is made anew
    [ "$(cat "$venv/place" 2>/dev/null)" = "$venv" ] && recent_enough "$venv/bin/python" &&
        "$venv/bin/python" -c "import pip" 2>/dev/null
}

if ! usable; then
    say "making .venv with $("$python" -V)"
    rm -rf "$venv"
    "$python" -m venv "$venv" >>"$log" 2>&1 || fail ".venv could not be made"
    printf '%s\n' "$venv" >"$venv/place"
fi

if [ "$(cat "$venv/ready-$purpose" 2>/dev/null)" != "$(fingerprint "$lock")" ]; then
    say "installing the Python packages of requirements/$purpose.txt"
    rm -f "$venv/ready-build" "$venv/ready-test"
    "$venv/bin/python" -m pip install --disable-pip-version-check --root-user-action ignore --progress-bar off --no-input --only-binary :all: --require-hashes \
        -r "$lock" >>"$log" 2>&1 || fail "the Python packages could not be installed; is there a network?"
    # The checkout itself: importable from any folder, and its command beside Python's.
    "$venv/bin/python" - "$top" <<'EOF'
import pathlib, sys, sysconfig
pathlib.Path(sysconfig.get_path("purelib"), "postpress.pth").write_text(sys.argv[1] + "\n", encoding="utf-8")
EOF
    # shellcheck disable=SC2016  # the script that is written expands them, not this one
    printf '#!/bin/sh\nexec "$(dirname "$0")/python" -m builder "$@"\n' >"$venv/bin/postpress"
    chmod +x "$venv/bin/postpress"
fi

# ---- Node tools ------------------------------------------------------------------------------------------------------

if [ "$purpose" = test ] && [ -f "$node_lock" ] && ! cmp -s "$node_lock" "$tools/node_modules/.postpress-lock.json"; then
    say "installing the Node tools of tests/integration/node"
    cp "$(dirname "$node_lock")/package.json" "$node_lock" "$tools/"
    (
        cd "$tools"
        export PUPPETEER_SKIP_DOWNLOAD=1 ELECTRON_SKIP_BINARY_DOWNLOAD=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
        npm ci --ignore-scripts --no-audit --no-fund
    ) >>"$log" 2>&1 || fail "the Node tools could not be installed; is there a network?"
    cp "$node_lock" "$tools/node_modules/.postpress-lock.json"
fi

fingerprint "$lock" >"$venv/ready-$purpose"
[ "$purpose" = build ] || fingerprint "$top/requirements/build.txt" >"$venv/ready-build"
say "ready"
