# SPDX-License-Identifier: Apache-2.0
# rspd. `make help` lists the targets; V=release|debug|asan|tsan|fuzz|cover picks the variant.
V ?= release
comma := ,
VECTORS ?=
T ?= 60
export VECTORS

B := build/$(V)
CC := gcc
OPT := -O2 -g
SAN :=
# What people run takes memory from tcmalloc, which gives out again at first what was freed last: a
# TLS connection is some 400 pieces, and buffers of 17 kB, that the processor has at hand then.
MALLOC :=
ifeq ($(V),release)
MALLOC := -Wl,--push-state,--no-as-needed -l:libtcmalloc_minimal.so.4 -Wl,--pop-state
endif
ifeq ($(V),debug)
OPT := -Og -g
endif
ifeq ($(V),asan)
OPT := -O1 -g -fno-omit-frame-pointer
SAN := -fsanitize=address,undefined -fno-sanitize-recover=all
endif
ifeq ($(V),tsan)
OPT := -O1 -g
SAN := -fsanitize=thread
endif
ifeq ($(V),fuzz)
CC := clang-14
OPT := -O1 -g
SAN := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
endif
ifeq ($(V),fuzzcover)
CC := clang-14
OPT := -O1 -g
SAN := -fsanitize=fuzzer-no-link -fprofile-instr-generate -fcoverage-mapping
endif
ifeq ($(V),mutants)
OPT := -O1 -g -DRSPD_MUTANTS
endif
ifeq ($(V),cover)
OPT := -O0 -g
SAN := --coverage
endif

WARN := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
	-Wwrite-strings -Wpointer-arith -Wformat=2 -Wundef
CFLAGS = -std=gnu2x -D_GNU_SOURCE $(OPT) $(WARN) $(SAN) -fstack-protector-strong -iquote src $(PKG_CFLAGS)
LDFLAGS = $(SAN) -pthread

# The packages are looked for (and installed where missing) before anything is built.
ifneq ($(filter-out help clean,$(or $(MAKECMDGOALS),all)),)
include build/packages.mk
endif
build/packages.mk: tools/packages.sh
	@mkdir -p build
	@tools/packages.sh build > $@.new
	@mv $@.new $@

SRC := $(filter-out %_test.c src/apps/%,$(wildcard src/*/*.c src/*/*/*.c))
OBJ := $(SRC:src/%.c=$(B)/%.o)
# llhttp comes as sources in Debian's package node-llhttp.
LLHTTP := $(patsubst %,$(B)/llhttp/%.o,llhttp api http)
LIB := $(B)/librspd.a
APPS := $(patsubst src/apps/%.c,$(B)/%,$(filter-out %_test.c,$(wildcard src/apps/*.c)))
TEST_SRC := $(wildcard src/*/*_test.c src/*/*/*_test.c tests/*_test.c)
TESTS := $(patsubst %.c,$(B)/test/%,$(TEST_SRC))
TEST_LIB := $(B)/libtests.a
TEST_OBJ := $(patsubst tests/%.c,$(B)/tests/%.o,$(filter-out %_test.c,$(wildcard tests/*.c)))
FUZZERS := $(patsubst fuzz/%.c,$(B)/fuzz/%,$(wildcard fuzz/*.c))

.PHONY: all
all: $(APPS)  ## build rspd, rspctl and veuicc into build/release/

$(B)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$(B)/store/sqlite/schema.o: $(wildcard sql/sqlite/*.sql)

$(B)/llhttp/%.o: /usr/share/llhttp/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(OPT) $(SAN) $(PKG_CFLAGS) -DLLHTTP_STRICT_MODE=1 -c $< -o $@

$(LIB): $(OBJ) $(LLHTTP)
	@rm -f $@
	ar rcs $@ $^

$(APPS): $(B)/%: $(B)/apps/%.o $(LIB)
	$(CC) $(LDFLAGS) $^ $(MALLOC) $(PKG_LIBS) -o $@

$(B)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Itests -MMD -MP -c $< -o $@

# What tests, fuzzers and benchmarks share: fixtures and injectors.
$(TEST_LIB): $(TEST_OBJ)
	@rm -f $@
	ar rcs $@ $^

# Tests that let the N-th allocation, store call or file operation fail (tests/fault.h).
FAULT_LDFLAGS := $(patsubst %,-Wl$(comma)--wrap=%,malloc calloc realloc strdup open write fsync rename)
$(B)/test/tests/nth_failure%: LDFLAGS += $(FAULT_LDFLAGS)

$(B)/test/%: %.c $(TEST_LIB) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Itests -MMD -MP $< $(LDFLAGS) $(TEST_LIB) $(LIB) -lcmocka $(PKG_LIBS) -o $@

$(B)/fuzz/%: fuzz/%.c $(TEST_LIB) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Itests -fsanitize=fuzzer $< $(LDFLAGS) $(TEST_LIB) $(LIB) $(PKG_LIBS) -o $@

# Fuzzers whose LPA posts to a function (tests/wire.h).
WIRE_LDFLAGS := -Wl,--wrap=http_client_post
$(B)/fuzz/lpa $(B)/fuzz/state_machine: LDFLAGS += $(WIRE_LDFLAGS)

$(B)/make-seeds: fuzz/seeds/generate.c $(TEST_LIB) $(LIB)
	$(CC) $(CFLAGS) -Itests $< $(LDFLAGS) $(TEST_LIB) $(LIB) $(PKG_LIBS) -o $@

BENCH_OBJ := $(patsubst bench/%.c,$(B)/bench/%.o,$(wildcard bench/*.c))
$(B)/bench/%.o: bench/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$(B)/rspbench: $(BENCH_OBJ) $(LIB)
	$(CC) $(LDFLAGS) $^ $(PKG_LIBS) -o $@

# What is killed over and over: its clients and its world are those of the benchmarks.
CRASH_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/crash/*.c))
$(B)/tests/crash/%.o: tests/crash/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Ibench -Itests -MMD -MP -c $< -o $@

$(B)/crash: $(CRASH_OBJ) $(filter-out %/bench.o,$(BENCH_OBJ)) $(LIB)
	$(CC) $(LDFLAGS) $^ $(PKG_LIBS) -o $@

# What is pestered while it works: likewise.
ABUSE_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/abuse/*.c))
$(B)/tests/abuse/%.o: tests/abuse/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Ibench -MMD -MP -c $< -o $@

$(B)/abuse: $(ABUSE_OBJ) $(filter-out %/bench.o,$(BENCH_OBJ)) $(LIB)
	$(CC) $(LDFLAGS) $^ $(PKG_LIBS) -o $@

# What has its certificates exchanged while it works: likewise.
EXCHANGE_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/exchange/*.c))
$(B)/tests/exchange/%.o: tests/exchange/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Ibench -MMD -MP -c $< -o $@

$(B)/exchange: $(EXCHANGE_OBJ) $(filter-out %/bench.o,$(BENCH_OBJ)) $(LIB)
	$(CC) $(LDFLAGS) $^ $(PKG_LIBS) -o $@

-include $(OBJ:.o=.d) $(CRASH_OBJ:.o=.d) $(EXCHANGE_OBJ:.o=.d) $(ABUSE_OBJ:.o=.d) $(BENCH_OBJ:.o=.d) $(TEST_OBJ:.o=.d) $(TESTS:=.d)

.SECONDARY:
.PHONY: tests fuzzers
tests: $(TESTS)
fuzzers: $(FUZZERS)

include tools/targets.mk

.PHONY: clean
clean:  ## remove everything that was built
	rm -rf build

.PHONY: help
help:  ## list the targets
	@awk -F':.*## ' '/^[a-z][a-z-]*:.*## /{printf "make %-10s %s\n", $$1, $$2}' Makefile tools/targets.mk
