#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages that are missing, and prints the compiler flags of the libraries as
# make variables. Without anything missing it needs no network.
#	tools/packages.sh build|run|check|cover|interop
set -eu

build="gcc libc6-dev pkg-config libssl-dev libevent-dev libcurl4-openssl-dev libjansson-dev
	libsqlite3-dev libconfig-dev libqrencode-dev libtcmalloc-minimal4 node-llhttp"
check="libcmocka-dev clang-14 clang-format-14 libclang-rt-14-dev curl openssl sqlite3 procps git"
interop="openssl cmake libcjson-dev"
cover="llvm-14"
libraries="openssl libevent libevent_openssl libevent_pthreads libcurl jansson sqlite3 libconfig
	libqrencode"

case "${1:-}" in
build) wanted="$build" ;;
run) wanted="$build curl" ;;
check) wanted="$build $check" ;;
interop) wanted="$build $interop" ;;
cover) wanted="$build $check $cover" ;;
*)
	echo "usage: $0 build|run|check|cover|interop" >&2
	exit 2
	;;
esac

missing=
for package in $wanted; do
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
		missing="$missing $package"
done

if [ -n "$missing" ]; then
	as_root=
	if [ "$(id -u)" != 0 ]; then
		as_root=sudo
		command -v sudo >/dev/null || {
			echo "Missing packages, and no sudo. As root: apt-get install$missing" >&2
			exit 1
		}
	fi
	echo "Installing:$missing" >&2
	$as_root apt-get update -qq >/dev/null
	# shellcheck disable=SC2086
	$as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

# shellcheck disable=SC2086
echo "PKG_CFLAGS := $(pkg-config --cflags $libraries) -isystem /usr/share/include/llhttp"
# shellcheck disable=SC2086
echo "PKG_LIBS := $(pkg-config --libs $libraries)"
