# SPDX-License-Identifier: Apache-2.0
# What people call: check, demo, lint and the rest. Included by the Makefile.
QUIET := $(MAKE) --no-print-directory -s

.PHONY: check
check:  ## lint, all tests under sanitizers, a little fuzzing: make check [VECTORS=DIR]
	@MAKE="$(MAKE)" tools/check.sh

.PHONY: unit
unit:  ## unit tests of one folder under ASan+UBSan: make unit D=base
	@tools/packages.sh check >/dev/null
	@$(QUIET) V=asan unit-run D=$(D)
.PHONY: unit-run tests-of
unit-run: $(filter $(B)/test/src/$(D)/%,$(TESTS))
	tools/run-tests.sh $^
tests-of: $(foreach d,$(D),$(filter $(B)/test/src/$(d)/%,$(TESTS)))

.PHONY: conformance
conformance:  ## run the conformance suite against rspd, and make docs/conformance.md of it
	@tools/packages.sh check >/dev/null
	@$(QUIET) -j$$(nproc) V=release all
	@tools/conformance.sh build/release

.PHONY: demo
demo:  ## watch an operator order a profile and a device install it
	@$(QUIET) -j$$(nproc) V=release all
	@tools/demo.sh build/release

.PHONY: run
run:  ## leave a sandbox running in build/sandbox, and say how to call it
	@tools/packages.sh run >/dev/null
	@$(QUIET) -j$$(nproc) V=release all
	@tools/run.sh build/release build/sandbox

.PHONY: lint
lint:  ## the rules of the house: layers, names, tests, format, status codes
	@tools/packages.sh check >/dev/null
	@$(QUIET) -j$$(nproc) V=asan build/asan/librspd.a
	@tools/lint.sh

.PHONY: fmt
fmt:  ## format all sources with clang-format
	@git ls-files -co --exclude-standard '*.[ch]' | \
		xargs "$$(command -v clang-format-14 || command -v clang-format)" -i

.PHONY: report
report:  ## the lengths of functions
	@git ls-files 'src/*.c' | grep -v '_test\.c$$' | xargs awk -f tools/report.awk

.PHONY: where
where:  ## everything about one function: make where F=authenticateClient
	@tools/where.sh $(F)

.PHONY: fuzz
fuzz:  ## run each fuzzer for T seconds, two at a time: make fuzz T=60
	@tools/packages.sh check >/dev/null
	@$(QUIET) -j$$(nproc) V=fuzz CC=clang-14 fuzzers
	@tools/fuzz.sh $(T)

.PHONY: fuzz-seeds
fuzz-seeds:  ## make the larger seeds anew, after their formats have changed
	@$(QUIET) -j$$(nproc) V=asan build/asan/make-seeds
	@build/asan/make-seeds fuzz/seeds

.PHONY: fuzz-cover
fuzz-cover:  ## what part of its decoder each fuzzer reaches from the seeds alone
	@tools/packages.sh cover >/dev/null
	@$(QUIET) -j$$(nproc) V=fuzzcover CC=clang-14 fuzzers
	@tools/fuzz.sh --cover

.PHONY: bench
bench:  ## figures of docs/performance.md as JSON: make bench [QUICK=1] [F="download es2p idle scale"]
	@$(QUIET) -j$$(nproc) V=release all build/release/rspbench
	@QUICK=$(QUICK) build/release/rspbench $(F)

.PHONY: interop
interop:  ## other people's LPA and operator against rspd: make interop LPAC=DIR [PYSIM=DIR]
	@tools/packages.sh interop >/dev/null
	@$(QUIET) -j$$(nproc) V=release all
	@LPAC=$(LPAC) LPAC_BUILD=$(LPAC_BUILD) PYSIM=$(PYSIM) tools/interop.sh build/release

.PHONY: cover
cover:  ## lines that the tests run, by folder
	@tools/packages.sh check >/dev/null
	@$(QUIET) -j$$(nproc) V=cover tests all
	@tools/cover.sh

.PHONY: crash
crash:  ## kill rspd once a second under load; what was answered must be there: [T=60] [SEED=N]
	@tools/packages.sh check >/dev/null
	@$(QUIET) -j$$(nproc) V=release all build/release/crash
	@build/release/crash $(T) $(SEED)

.PHONY: exchange
exchange:  ## N downloads while the certificates of the SM-DP+ are exchanged: [N=1000]
	@$(QUIET) -j$$(nproc) V=release all build/release/exchange
	@N=$(or $(N),1000) tests/certificate_change.sh build/release

.PHONY: abuse
abuse:  ## downloads among 8,000 connections of every bad manner: p99, memory, expiry: [T=60]
	@$(QUIET) -j$$(nproc) V=release all build/release/abuse
	@build/release/abuse $(if $(filter command line,$(origin T)),$(T))

.PHONY: mutants
mutants:  ## switch off each check in turn; every one must be missed by a test: [P=PATTERN]
	@tools/packages.sh check >/dev/null
	@$(QUIET) -j$$(nproc) V=mutants tests
	@tools/mutants.sh build/mutants $(P)
