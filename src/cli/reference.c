/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the key table as rows of Markdown tables, one table for each group. */
#include "cli/reference.h"

#include <stdio.h>
#include <string.h>

#include "cli/reference_states.h"
#include "config/rspd_config.h"

enum { REFERENCE_MAX = 256 * 1024, PATH_TEXT_MAX = 256 };

static const char *const kinds[] = {
	[CONFIG_TEXT] = "text",
	[CONFIG_PATH] = "file",
	[CONFIG_ADDRESS] = "address:port",
	[CONFIG_NUMBER] = "number",
	[CONFIG_VERSION] = "version",
	[CONFIG_FLAG] = "true or false",
	[CONFIG_CHOICE] = "one of",
	[CONFIG_SET] = "some of",
	[CONFIG_TEXTS] = "texts",
	[CONFIG_PATHS] = "files",
	[CONFIG_NUMBERS] = "numbers",
	[CONFIG_GROUP] = "group",
	[CONFIG_OPTIONAL] = "group",
	[CONFIG_GROUPS] = "list of groups",
};

static const char head[] =
	"# Configuration of rspd\n\n"
	"Made from the table of keys by `rspctl reference`; the tests compare the two.\n"
	"The syntax is libconfig's. A key that is not listed here is an error, and the\n"
	"message names file, line and key; `rspd --config FILE --check-config` only checks.\n"
	"Relative file names are relative to the configuration file. Secrets are never in it:\n"
	"keys name the files that hold them. `rspctl sandbox DIR` makes an example.\n";

static enum err put_choices(const struct config_key *key, struct buf *out)
{
	for (size_t i = 0; key->choices && key->choices[i]; i++)
		TRY(buf_put_fmt(out, "%s `%s`", i ? "," : "", key->choices[i]));
	return OK;
}

static bool is_group(const struct config_key *key)
{
	return key->kind >= CONFIG_GROUP;
}

static enum err put_bounds(const struct config_key *key, struct buf *out)
{
	if (key->kind == CONFIG_NUMBER)
		return buf_put_fmt(out, ", %lld to %lld", (long long)key->min, (long long)key->max);
	if (key->max == 0 || key->kind == CONFIG_SET)
		return OK;
	return buf_put_fmt(out, ", %lld to %lld%s", (long long)key->min, (long long)key->max,
			   key->kind == CONFIG_TEXT ? " bytes" : "");
}

static enum err put_standard(const struct config_key *key, struct buf *out)
{
	if (key->mandatory)
		return buf_put_str(out, "**needed**");
	if (key->kind == CONFIG_NUMBER)
		return buf_put_fmt(out, "%lld", (long long)key->standard);
	if (key->kind == CONFIG_FLAG)
		return buf_put_str(out, key->standard ? "true" : "false");
	if (key->kind == CONFIG_CHOICE)
		return buf_put_fmt(out, "`%s`", key->choices[key->standard]);
	return buf_put_str(out, "-");
}

static enum err put_row(const struct config_key *key, struct buf *out)
{
	TRY(buf_put_fmt(out, "| `%s` | %s", key->name, kinds[key->kind]));
	TRY(put_choices(key, out));
	TRY(put_bounds(key, out));
	TRY(buf_put_str(out, " | "));
	TRY(put_standard(key, out));
	return buf_put_fmt(out, " | %s |\n", key->help);
}

enum err reference_keys(const char *path, const struct config_key *keys, struct buf *out)
{
	TRY(buf_put_fmt(out,
			"\n## %s\n\n| key | value | when absent | what it is |\n"
			"|---|---|---|---|\n",
			path));
	for (const struct config_key *key = keys; key->name; key++)
		TRY(put_row(key, out));
	for (const struct config_key *key = keys; key->name; key++) {
		char inner[PATH_TEXT_MAX] = "";
		(void)snprintf(inner, sizeof(inner), "%s%s%s",
			       keys == rspd_config_keys() ? "" : path,
			       keys == rspd_config_keys() ? "" : ".", key->name);
		if (is_group(key))
			TRY(reference_keys(inner, key->members, out));
	}
	return OK;
}

enum err reference_document(struct buf *out)
{
	TRY(buf_put_str(out, head));
	return reference_keys("All", rspd_config_keys(), out);
}

static const struct {
	const char *name;
	enum err (*put)(struct buf *out);
} documents[] = {
	{"configuration", reference_document},
	{"states", reference_states_document},
};

int reference_run(const struct command_line *line)
{
	const char *name = line->operands_n > 0 ? line->operands[0] : documents[0].name;
	CLEANUP(buf_free) struct buf text = buf_make(REFERENCE_MAX);
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		if (strcmp(documents[i].name, name) != 0)
			continue;
		enum err e = documents[i].put(&text);
		if (e != OK)
			return command_failed(line, "%s", err_name(e));
		return fwrite(text.ptr, 1, text.len, stdout) == text.len ? COMMAND_OK
									 : COMMAND_FAILED;
	}
	return command_usage(line, "there is no reference of \"%s\"", name);
}
