/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench [FIGURE…]: the figures of docs/performance.md, a line of JSON each. QUICK=1 in the
 * environment does little of everything, KEEP=1 leaves the sandboxes. Figures are not judged here.
 */
#include "bench.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "figure.h"

enum { PROGRAM_PATH_MAX = 200 };

static const struct {
	const char *name;
	bench_figure *take;
} figures[] = {
	{"download", bench_download},
	{"es2p", bench_es2p},
	{"idle", bench_idle},
	{"scale", bench_scale},
};

static const struct bench plenty = {.downloads = 200,
				    .calls = 1000,
				    .idle_connections = 4000,
				    .few = 10 * 1000,
				    .many = 1000 * 1000};
static const struct bench little = {
	.downloads = 20, .calls = 100, .idle_connections = 200, .few = 1000, .many = 5000};

static bool wanted(const char *name, int argc, char **argv)
{
	bool any = argc < 2;
	for (int i = 1; i < argc; i++)
		any |= strcmp(argv[i], name) == 0;
	return any;
}

static int take_all(const struct bench *bench, int argc, char **argv)
{
	int failed = 0;
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		if (!wanted(figures[i].name, argc, argv))
			continue;
		enum err e = figures[i].take(bench);
		if (e != OK)
			figure_note("%s: %s", figures[i].name, err_name(e));
		failed |= e != OK;
	}
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	char self[PROGRAM_PATH_MAX] = "", programs[PROGRAM_PATH_MAX] = "";
	if (argc == 4 && strcmp(argv[1], "echo") == 0)
		return bench_echo(argv[2], argv[3]);
	if (argc == 4 && strcmp(argv[1], "unit") == 0)
		return bench_unit(argv[2], argv[3]);
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return EXIT_FAILURE;
	memcpy(programs, self, sizeof(programs));
	const char *quick = getenv("QUICK");
	struct bench bench = quick && quick[0] ? little : plenty;
	bench.self = self;
	bench.programs = dirname(programs);
	return take_all(&bench, argc, argv);
}
