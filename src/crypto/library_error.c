/* SPDX-License-Identifier: Apache-2.0 */
/* libcrypto's error queue, and the memory that it lacks. */
#include "crypto/library_error.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdlib.h>

static _Thread_local bool lacking;

/* What was got for a wish of `len` bytes. */
static void *seen(void *block, size_t len)
{
	lacking |= !block && len > 0;
	return block;
}

static void *take(size_t len, const char *file, int line)
{
	(void)file;
	(void)line;
	return seen(len > 0 ? malloc(len) : NULL, len); /* as libcrypto does it by itself */
}

static void *resize(void *block, size_t len, const char *file, int line)
{
	(void)file;
	(void)line;
	return seen(realloc(block, len), len);
}

static void give_back(void *block, const char *file, int line)
{
	(void)file;
	(void)line;
	free(block);
}

/* Before main(), since a block must be released by the functions that made it. */
__attribute__((constructor)) static void watch_memory(void)
{
	(void)CRYPTO_set_mem_functions(take, resize, give_back);
}

enum err library_error(void)
{
	return library_error_or(ERR_CRYPTO);
}

enum err library_error_or(enum err refusal)
{
	enum err result = lacking ? ERR_CRYPTO : refusal;
	lacking = false;
	ERR_clear_error();
	return result;
}
