#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Downloads go on while DPauth, DPpb and DPtls are exchanged; none fails: [N=60] downloads.
#	tests/certificate_change.sh BUILD_DIRECTORY
set -u
cd "$(dirname "$0")/.." || exit 1
exec "${1:-build/asan}/exchange" "${N:-60}"
