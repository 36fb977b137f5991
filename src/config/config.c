/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader: one function for each kind of value, and a walk over table and file together.
 * libconfig parses; everything beyond its syntax is decided here.
 */
#include "config/config.h"

#include <ctype.h>
#include <libconfig.h>
#include <libgen.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "sys/file.h"
#include "sys/net.h"

/* A deployment with a thousand operators is under 1 MB. */
enum { CONFIG_FILE_MAX = 4 * 1024 * 1024 };

struct reader {
	struct arena *arena;
	const char *directory; /* of the configuration file */
	const char *file;
	struct config_error *error;
};

/* One row, the setting it is read from, and where its value goes. */
struct place {
	const struct config_key *key;
	const config_setting_t *setting;
	uint8_t *target;
};

static enum err read_group(const struct reader *r, const config_setting_t *group,
			   const struct config_key *keys, uint8_t *target);

/* Append the setting's way from the top: "operators[0].clients[1].ca". */
static void append_name(struct buf *out, const config_setting_t *s)
{
	if (!s || config_setting_is_root(s))
		return;
	const config_setting_t *parent = config_setting_parent(s);
	append_name(out, parent);
	if (!config_setting_name(s))
		(void)buf_put_fmt(out, "[%d]", config_setting_index(s));
	else if (config_setting_is_root(parent))
		(void)buf_put_str(out, config_setting_name(s));
	else
		(void)buf_put_fmt(out, ".%s", config_setting_name(s));
}

__attribute__((format(printf, 4, 5))) static enum err
fail(const struct reader *r, const config_setting_t *s, enum err e, const char *format, ...)
{
	CLEANUP(buf_free) struct buf name = buf_make(sizeof(r->error->text));
	append_name(&name, s);
	(void)buf_put_u8(&name, '\0');

	char reason[256] = "";
	va_list args = {};
	va_start(args, format);
	(void)vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);

	const char *file = s ? config_setting_source_file(s) : NULL;
	unsigned line = s ? config_setting_source_line(s) : 0;
	char where[16] = "";
	if (line > 0)
		(void)snprintf(where, sizeof(where), ":%u", line);
	(void)snprintf(r->error->text, sizeof(r->error->text), "%s%s: %s%s%s",
		       file ? file : r->file, where, (const char *)name.ptr,
		       name.len > 1 ? ": " : "", reason);
	return e;
}

static void store(struct place p, const void *value, size_t len)
{
	memcpy(p.target + p.key->offset, value, len);
}

static void store_list(struct place p, const void *items, size_t n)
{
	store(p, &items, sizeof(items));
	memcpy(p.target + p.key->count_offset, &n, sizeof(n));
}

static enum err check_range(const struct reader *r, struct place p, int64_t n, const char *unit)
{
	if (n >= p.key->min && (p.key->max == 0 || n <= p.key->max))
		return OK;
	if (p.key->max == 0)
		return fail(r, p.setting, ERR_RANGE, "must be at least %lld%s",
			    (long long)p.key->min, unit);
	return fail(r, p.setting, ERR_RANGE, "must be %lld to %lld%s", (long long)p.key->min,
		    (long long)p.key->max, unit);
}

static enum err text_of(const struct reader *r, struct place p, const config_setting_t *s,
			const char **out)
{
	const char *text = config_setting_get_string(s);
	if (!text)
		return fail(r, s, ERR_SYNTAX, "must be a text in quotes");
	(void)p;
	return arena_str(r->arena, bytes_str(text), out);
}

static enum err path_of(const struct reader *r, struct place p, const config_setting_t *s,
			const char **out)
{
	const char *text = NULL;
	TRY(text_of(r, p, s, &text));
	if (text[0] == '\0')
		return fail(r, s, ERR_RANGE, "must name a file");
	if (text[0] == '/') {
		*out = text;
		return OK;
	}
	return arena_fmt(r->arena, out, "%s/%s", r->directory, text);
}

static enum err read_text(const struct reader *r, struct place p)
{
	const char *text = NULL;
	TRY(text_of(r, p, p.setting, &text));
	TRY(check_range(r, p, (int64_t)strlen(text), " bytes long"));
	store(p, &text, sizeof(text));
	return OK;
}

static enum err read_path(const struct reader *r, struct place p)
{
	const char *path = NULL;
	TRY(path_of(r, p, p.setting, &path));
	store(p, &path, sizeof(path));
	return OK;
}

static enum err read_address(const struct reader *r, struct place p)
{
	const char *text = NULL;
	struct net_address address = {};
	TRY(text_of(r, p, p.setting, &text));
	if (net_address_parse(bytes_str(text), &address) != OK)
		return fail(r, p.setting, ERR_SYNTAX, "must be \"address:port\"");
	store(p, &text, sizeof(text));
	return OK;
}

static bool is_number(const config_setting_t *s)
{
	return config_setting_type(s) == CONFIG_TYPE_INT ||
	       config_setting_type(s) == CONFIG_TYPE_INT64;
}

static enum err read_number(const struct reader *r, struct place p)
{
	if (!is_number(p.setting))
		return fail(r, p.setting, ERR_SYNTAX, "must be a whole number");
	int64_t number = config_setting_get_int64(p.setting);
	TRY(check_range(r, p, number, ""));
	store(p, &number, sizeof(number));
	return OK;
}

/* One number of a version, 0 to 255, off the front of the text. */
static bool take_version_part(const char **text, int64_t *version)
{
	char *end = NULL;
	if (!isdigit((unsigned char)**text))
		return false;
	unsigned long part = strtoul(*text, &end, 10);
	*text = end;
	*version = *version << 8 | (int64_t)part;
	return part <= UINT8_MAX;
}

static bool version_of(const char *text, int64_t *version)
{
	enum { PARTS = 3 };
	int parts = 0;
	*version = 0;
	do {
		if (!take_version_part(&text, version))
			return false;
		parts++;
	} while (parts < PARTS && *text == '.' && *++text);
	*version <<= 8 * (PARTS - parts);
	return *text == '\0' && text[-1] != '.';
}

static enum err read_version(const struct reader *r, struct place p)
{
	const char *text = NULL;
	int64_t version = 0;
	TRY(text_of(r, p, p.setting, &text));
	if (!version_of(text, &version))
		return fail(r, p.setting, ERR_SYNTAX, "must be a version: \"2.2.1\"");
	store(p, &version, sizeof(version));
	return OK;
}

static enum err read_flag(const struct reader *r, struct place p)
{
	if (config_setting_type(p.setting) != CONFIG_TYPE_BOOL)
		return fail(r, p.setting, ERR_SYNTAX, "must be true or false");
	bool flag = config_setting_get_bool(p.setting);
	store(p, &flag, sizeof(flag));
	return OK;
}

/* "a, b, c" of the choices or of the keys of a group, for messages. */
static const char *words(const struct reader *r, const char *const *choices,
			 const struct config_key *keys)
{
	const char *out = "";
	for (; (choices && *choices) || (keys && keys->name);
	     choices ? (void)choices++ : (void)keys++)
		if (arena_fmt(r->arena, &out, "%s%s%s", out, *out ? ", " : "",
			      choices ? *choices : keys->name) != OK)
			return "";
	return out;
}

static enum err choice_of(const struct reader *r, struct place p, const config_setting_t *s,
			  int *out)
{
	const char *text = NULL;
	TRY(text_of(r, p, s, &text));
	for (*out = 0; p.key->choices[*out]; (*out)++)
		if (strcmp(p.key->choices[*out], text) == 0)
			return OK;
	return fail(r, s, ERR_UNSUPPORTED, "must be one of: %s", words(r, p.key->choices, NULL));
}

static enum err read_choice(const struct reader *r, struct place p)
{
	int choice = 0;
	TRY(choice_of(r, p, p.setting, &choice));
	store(p, &choice, sizeof(choice));
	return OK;
}

/* The number of members of a list or array, within the row's bounds. */
static enum err list_length(const struct reader *r, struct place p, size_t *n)
{
	if (!config_setting_is_list(p.setting) && !config_setting_is_array(p.setting))
		return fail(r, p.setting, ERR_SYNTAX, "must be a list: ( … ) or [ … ]");
	*n = (size_t)config_setting_length(p.setting);
	return check_range(r, p, (int64_t)*n, " members long");
}

static enum err read_set(const struct reader *r, struct place p)
{
	size_t n = 0;
	unsigned set = 0;
	TRY(list_length(r, p, &n));
	for (unsigned i = 0; i < n; i++) {
		int choice = 0;
		TRY(choice_of(r, p, config_setting_get_elem(p.setting, i), &choice));
		set |= 1U << choice;
	}
	store(p, &set, sizeof(set));
	return OK;
}

typedef enum err text_reader(const struct reader *r, struct place p, const config_setting_t *s,
			     const char **out);

static enum err read_strings(const struct reader *r, struct place p, text_reader *one)
{
	size_t n = 0;
	void *items = NULL;
	TRY(list_length(r, p, &n));
	TRY(arena_alloc(r->arena, n * sizeof(const char *), &items));
	for (unsigned i = 0; i < n; i++)
		TRY(one(r, p, config_setting_get_elem(p.setting, i), (const char **)items + i));
	store_list(p, items, n);
	return OK;
}

static enum err read_texts(const struct reader *r, struct place p)
{
	return read_strings(r, p, text_of);
}

static enum err read_paths(const struct reader *r, struct place p)
{
	return read_strings(r, p, path_of);
}

static enum err read_numbers(const struct reader *r, struct place p)
{
	size_t n = 0;
	void *items = NULL;
	TRY(list_length(r, p, &n));
	TRY(arena_alloc(r->arena, n * sizeof(int64_t), &items));
	for (unsigned i = 0; i < n; i++) {
		const config_setting_t *s = config_setting_get_elem(p.setting, i);
		if (!is_number(s))
			return fail(r, s, ERR_SYNTAX, "must be a whole number");
		((int64_t *)items)[i] = config_setting_get_int64(s);
	}
	store_list(p, items, n);
	return OK;
}

static enum err read_embedded(const struct reader *r, struct place p)
{
	return read_group(r, p.setting, p.key->members, p.target + p.key->offset);
}

static enum err read_optional(const struct reader *r, struct place p)
{
	void *group = NULL;
	TRY(arena_alloc(r->arena, p.key->size, &group));
	store(p, &group, sizeof(group));
	return read_group(r, p.setting, p.key->members, group);
}

static enum err read_groups(const struct reader *r, struct place p)
{
	size_t n = 0;
	void *items = NULL;
	TRY(list_length(r, p, &n));
	TRY(arena_alloc(r->arena, n * p.key->size, &items));
	store_list(p, items, n);
	for (unsigned i = 0; i < n; i++)
		TRY(read_group(r, config_setting_get_elem(p.setting, i), p.key->members,
			       (uint8_t *)items + i * p.key->size));
	return OK;
}

static enum err (*const readers[])(const struct reader *, struct place) = {
	[CONFIG_TEXT] = read_text,	   [CONFIG_PATH] = read_path,
	[CONFIG_ADDRESS] = read_address,   [CONFIG_NUMBER] = read_number,
	[CONFIG_VERSION] = read_version,   [CONFIG_FLAG] = read_flag,
	[CONFIG_CHOICE] = read_choice,	   [CONFIG_SET] = read_set,
	[CONFIG_TEXTS] = read_texts,	   [CONFIG_PATHS] = read_paths,
	[CONFIG_NUMBERS] = read_numbers,   [CONFIG_GROUP] = read_embedded,
	[CONFIG_OPTIONAL] = read_optional, [CONFIG_GROUPS] = read_groups,
};

/* What stands in the target when the file does not have the key. */
static void set_standard(const struct config_key *keys, uint8_t *target)
{
	for (const struct config_key *key = keys; key->name; key++) {
		struct place p = {.key = key, .target = target};
		if (key->kind == CONFIG_NUMBER || key->kind == CONFIG_VERSION)
			store(p, &key->standard, sizeof(key->standard));
		else if (key->kind == CONFIG_FLAG)
			store(p, &(bool){key->standard != 0}, sizeof(bool));
		else if (key->kind == CONFIG_CHOICE)
			store(p, &(int){(int)key->standard}, sizeof(int));
		else if (key->kind == CONFIG_GROUP)
			set_standard(key->members, target + key->offset);
	}
}

static enum err check_known(const struct reader *r, const config_setting_t *group,
			    const struct config_key *keys)
{
	for (unsigned i = 0; i < (unsigned)config_setting_length(group); i++) {
		const config_setting_t *s = config_setting_get_elem(group, i);
		const struct config_key *key = keys;
		while (key->name && strcmp(key->name, config_setting_name(s)) != 0)
			key++;
		if (!key->name)
			return fail(r, s, ERR_UNSUPPORTED,
				    "there is no such key; the keys here are: %s",
				    words(r, NULL, keys));
	}
	return OK;
}

static enum err read_group(const struct reader *r, const config_setting_t *group,
			   const struct config_key *keys, uint8_t *target)
{
	if (!config_setting_is_group(group))
		return fail(r, group, ERR_SYNTAX, "must be a group: { … }");
	TRY(check_known(r, group, keys));
	set_standard(keys, target);
	for (const struct config_key *key = keys; key->name; key++) {
		const config_setting_t *s = config_setting_get_member(group, key->name);
		struct place p = {.key = key, .setting = s, .target = target};
		if (!s && key->mandatory)
			return fail(r, group, ERR_MISSING, "the key \"%s\" is missing", key->name);
		if (s)
			TRY(readers[key->kind](r, p));
	}
	return OK;
}

static enum err parse(const struct reader *r, config_t *parsed)
{
	CLEANUP(buf_free) struct buf text = buf_make(CONFIG_FILE_MAX);
	enum err e = file_read(r->file, &text);
	if (e == OK && text.len > 0 && memchr(text.ptr, '\0', text.len))
		e = ERR_SYNTAX;
	if (e != OK)
		return fail(r, NULL, e, "cannot be read: %s", err_name(e));
	TRY(buf_put_u8(&text, '\0'));
	if (config_read_string(parsed, (const char *)text.ptr))
		return OK;
	const char *file = config_error_file(parsed);
	(void)snprintf(r->error->text, sizeof(r->error->text), "%s:%d: %s", file ? file : r->file,
		       config_error_line(parsed), config_error_text(parsed));
	return ERR_SYNTAX;
}

enum err config_load(struct arena *a, const char *path, const struct config_key *keys, void *target,
		     struct config_error *error)
{
	char copy[PATH_MAX] = "";
	if (snprintf(copy, sizeof(copy), "%s", path) >= (int)sizeof(copy))
		return ERR_TOO_LONG;
	const struct reader r = {
		.arena = a, .directory = dirname(copy), .file = path, .error = error};
	CLEANUP(config_destroy) config_t parsed = {};
	config_init(&parsed);
	config_set_include_dir(&parsed, r.directory);
	TRY(parse(&r, &parsed));
	return read_group(&r, config_root_setting(&parsed), keys, target);
}
