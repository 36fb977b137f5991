#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages that are missing, and prints the compiler flags of the libraries as
# make variables. Without anything missing it needs no network.
#	tools/packages.sh build|check
set -eu

build="gcc libc6-dev pkg-config libssl-dev libevent-dev libcurl4-openssl-dev libjansson-dev
	libsqlite3-dev libconfig-dev libqrencode-dev node-llhttp"
check="libcmocka-dev clang-14 clang-format-14 libclang-rt-14-dev curl openssl sqlite3 procps git"
libraries="openssl libevent libevent_openssl libevent_pthreads libcurl jansson sqlite3 libconfig
	libqrencode"

case "${1:-}" in
build) wanted="$build" ;;
check) wanted="$build $check" ;;
*)
	echo "usage: $0 build|check" >&2
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
	[ "$(id -u)" = 0 ] || as_root=sudo
	echo "Installing:$missing" >&2
	export DEBIAN_FRONTEND=noninteractive
	$as_root apt-get update -qq >&2
	# shellcheck disable=SC2086
	$as_root apt-get install -y -qq --no-install-recommends $missing >&2
fi

# shellcheck disable=SC2086
echo "PKG_CFLAGS := $(pkg-config --cflags $libraries) -isystem /usr/share/include/llhttp"
# shellcheck disable=SC2086
echo "PKG_LIBS := $(pkg-config --libs $libraries)"
