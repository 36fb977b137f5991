/* SPDX-License-Identifier: Apache-2.0 */
#include "command_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MAX = 48, LINE_MAX_LEN = 2048 };

void command_world_make(struct command_world *w)
{
	(void)snprintf(w->directory, sizeof(w->directory), "/tmp/rspd-command-XXXXXX");
	assert_non_null(mkdtemp(w->directory));
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *walk)
{
	(void)s;
	(void)kind;
	(void)walk;
	return remove(path);
}

void command_world_remove(struct command_world *w)
{
	assert_int_equal(nftw(w->directory, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

const char *command_world_path(const struct command_world *w, const char *name)
{
	static char paths[4][2 * COMMAND_WORLD_PATH];
	static unsigned next;
	char *path = paths[next++ % 4];
	(void)snprintf(path, sizeof(paths[0]), "%s/%s", w->directory, name);
	return path;
}

/* Put the directory in the place of each '@'. */
static void expand(const struct command_world *w, const char *text, char out[static LINE_MAX_LEN])
{
	size_t n = 0;
	for (; *text && n < LINE_MAX_LEN - 1; text++) {
		const char *piece = *text == '@' ? w->directory : (const char[]){*text, '\0'};
		n += (size_t)snprintf(out + n, LINE_MAX_LEN - n, "%s", piece);
	}
}

/* Send both outputs to a file, and back. */
static void redirect(int to, int saved[2])
{
	(void)fflush(NULL);
	for (int fd = 1; fd <= 2; fd++) {
		saved[fd - 1] = dup(fd);
		assert_int_equal(dup2(to, fd), fd);
	}
}

static void restore(const int saved[2])
{
	(void)fflush(NULL);
	for (int fd = 1; fd <= 2; fd++) {
		assert_int_equal(dup2(saved[fd - 1], fd), fd);
		(void)close(saved[fd - 1]);
	}
}

int command_world_run(struct command_world *w, const struct command *program, const char *format,
		      ...)
{
	static char text[LINE_MAX_LEN], line[LINE_MAX_LEN];
	static char *words[WORDS_MAX];
	int n = 0;
	va_list args = {};
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	expand(w, text, line);
	for (char *word = strtok(line, " "); word && n < WORDS_MAX - 1; word = strtok(NULL, " "))
		words[n++] = word;

	FILE *caught = tmpfile();
	int saved[2] = {-1, -1};
	assert_non_null(caught);
	redirect(fileno(caught), saved);
	int code = command_run(program, n, words);
	restore(saved);
	rewind(caught);
	w->output[fread(w->output, 1, sizeof(w->output) - 1, caught)] = '\0';
	(void)fclose(caught);
	return code;
}

void command_world_says(const struct command_world *w, const char *part)
{
	if (!strstr(w->output, part))
		fail_msg("\"%s\" is not in \"%s\"", part, w->output);
}
