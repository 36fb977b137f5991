/* SPDX-License-Identifier: Apache-2.0 */
/* Words to values, by the table of names. */
#include "conformance/wish.h"

#include <stdlib.h>
#include <string.h>

#define WISH_NAME(id, name, help) name,
static const char *const names[WISH_COUNT] = {WISHES(WISH_NAME)};
#undef WISH_NAME

static enum err find(struct bytes name, size_t *out)
{
	for (size_t i = 0; i < WISH_COUNT; i++) {
		if (bytes_eq(bytes_str(names[i]), name)) {
			*out = i;
			return OK;
		}
	}
	return ERR_UNSUPPORTED;
}

static enum err take_word(struct arena *a, struct bytes word, struct wishes *out)
{
	struct bytes name = {};
	size_t i = 0;
	bytes_take_until(&word, '=', &name);
	if (!bytes_present(word) || word.len == 0)
		return ERR_SYNTAX;
	TRY(find(name, &i));
	return arena_str(a, word, &out->value[i]);
}

enum err wish_read(struct arena *a, const char *text, struct wishes *out)
{
	struct bytes rest = bytes_str(text);
	while (rest.len > 0) {
		struct bytes word = {};
		bytes_take_until(&rest, ' ', &word);
		if (word.len > 0)
			TRY(take_word(a, word, out));
	}
	return OK;
}

bool wish_is(const struct wishes *w, enum wish wish, const char *value)
{
	return w->value[wish] && strcmp(w->value[wish], value) == 0;
}

uint64_t wish_number(const struct wishes *w, enum wish wish, uint64_t standard)
{
	return w->value[wish] ? strtoull(w->value[wish], NULL, 0) : standard;
}

const char *wish_text(const struct wishes *w, enum wish wish, const char *standard)
{
	if (!w->value[wish])
		return standard;
	if (wish_is(w, wish, "none"))
		return NULL;
	return wish_is(w, wish, "empty") ? "" : w->value[wish];
}
