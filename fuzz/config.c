/* SPDX-License-Identifier: Apache-2.0 */
/* rspd.conf: whatever is in the file, it is read, or its fault is said in words.
 * Covers: config/config.c config/rspd_config.c config/rspd_config_keys.c */
#include "config/rspd_config.h"

#include "memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* libconfig loses a text that has no end. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	CLEANUP(arena_free) struct arena a = arena_make(FUZZ_MAX);
	struct rspd_config config = {};
	struct config_error error = {};
	/* "@include" would read other files of this machine. */
	if (memmem(data, len, "@include", 8))
		return 0;
	enum err e = rspd_config_read(&a, memory_file(bytes_from(data, len)), &config, &error);
	must(e == OK || e == ERR_NOMEM || e == ERR_TOO_LONG || error.text[0] != '\0');
	for (size_t i = 0; e == OK && i < config.profile_types_n; i++)
		must(config.profile_types[i].op != NULL);
	return 0;
}
