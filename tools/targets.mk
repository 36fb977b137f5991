# SPDX-License-Identifier: Apache-2.0
# What people call: check, demo, lint and the rest. Included by the Makefile.

.PHONY: unit
unit:  ## unit tests of one folder under ASan+UBSan: make unit D=base
	@tools/packages.sh check >/dev/null
	@$(MAKE) --no-print-directory -s V=asan unit-run D=$(D)
.PHONY: unit-run
unit-run: $(filter $(B)/test/src/$(D)/%,$(TESTS))
	tools/run-tests.sh $^
