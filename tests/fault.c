/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The linker's --wrap puts each __wrap_ function in the place of the C library's. Only what the
 * product calls is wrapped: malloc, calloc, realloc, strdup, open, write, fsync, rename.
 */
#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

static _Thread_local struct {
	unsigned kinds;
	uint64_t nth;
	uint64_t count;
	bool paused;
	bool library; /* it is libcrypto that allocates */
} armed;

static atomic_uint_fast64_t failures;

/* Count one operation; true if it is the one that fails. */
static bool fails(enum fault_kind kind)
{
	if (armed.paused || !(armed.kinds & kind) || ++armed.count != armed.nth)
		return false;
	(void)atomic_fetch_add(&failures, 1);
	return true;
}

void fault_arm(unsigned kinds, uint64_t nth)
{
	armed.kinds = kinds;
	armed.nth = nth;
	armed.count = 0;
}

uint64_t fault_disarm(void)
{
	armed.kinds = 0;
	return armed.count;
}

void fault_pause(void)
{
	armed.paused = true;
}

void fault_resume(void)
{
	armed.paused = false;
}

uint64_t fault_stride(uint64_t usual)
{
	const char *wanted = getenv("NTH");
	return wanted && strcmp(wanted, "all") == 0 ? 1 : usual;
}

uint64_t fault_failures(void)
{
	return atomic_load(&failures);
}

enum err fault_store(void *context, const char *statement)
{
	(void)context;
	(void)statement;
	return fails(FAULT_STORE) ? ERR_IO : OK;
}

bool fault_database(void)
{
	return fails(FAULT_DATABASE);
}

static sqlite3_mem_methods usual;

static void *sqlite_malloc(int len)
{
	return fails(FAULT_DATABASE) ? NULL : usual.xMalloc(len);
}

static void *sqlite_realloc(void *ptr, int len)
{
	return fails(FAULT_DATABASE) ? NULL : usual.xRealloc(ptr, len);
}

enum err fault_install_sqlite(void)
{
	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual) != SQLITE_OK)
		return ERR_IO;
	sqlite3_mem_methods counting = usual;
	counting.xMalloc = sqlite_malloc;
	counting.xRealloc = sqlite_realloc;
	return sqlite3_config(SQLITE_CONFIG_MALLOC, &counting) == SQLITE_OK ? OK : ERR_IO;
}

/* The product's own functions, which allocate by those below. */
static struct {
	CRYPTO_malloc_fn take;
	CRYPTO_realloc_fn resize;
	CRYPTO_free_fn give_back;
} library;

static void *library_take(size_t len, const char *file, int line)
{
	armed.library = true;
	void *block = library.take(len, file, line);
	armed.library = false;
	return block;
}

static void *library_resize(void *block, size_t len, const char *file, int line)
{
	armed.library = true;
	void *resized = library.resize(block, len, file, line);
	armed.library = false;
	return resized;
}

enum err fault_install_libcrypto(void)
{
	CRYPTO_get_mem_functions(&library.take, &library.resize, &library.give_back);
	int done = CRYPTO_set_mem_functions(library_take, library_resize, library.give_back);
	return done == 1 ? OK : ERR_CRYPTO;
}

void *__real_malloc(size_t len);
void *__real_calloc(size_t n, size_t len);
void *__real_realloc(void *ptr, size_t len);
int __real_open(const char *path, int flags, ...);
ssize_t __real_write(int fd, const void *data, size_t len);
int __real_fsync(int fd);
int __real_rename(const char *from, const char *to);
void *__wrap_malloc(size_t len);
void *__wrap_calloc(size_t n, size_t len);
void *__wrap_realloc(void *ptr, size_t len);
char *__wrap_strdup(const char *text);
int __wrap_open(const char *path, int flags, ...);
ssize_t __wrap_write(int fd, const void *data, size_t len);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);

static bool allocation_fails(void)
{
	return fails(armed.library ? FAULT_LIBRARY : FAULT_ALLOCATION);
}

void *__wrap_malloc(size_t len)
{
	return allocation_fails() ? NULL : __real_malloc(len);
}

void *__wrap_calloc(size_t n, size_t len)
{
	return allocation_fails() ? NULL : __real_calloc(n, len);
}

void *__wrap_realloc(void *ptr, size_t len)
{
	return allocation_fails() ? NULL : __real_realloc(ptr, len);
}

char *__wrap_strdup(const char *text)
{
	size_t len = strlen(text) + 1;
	char *copy = __wrap_malloc(len);
	return copy ? memcpy(copy, text, len) : NULL;
}

/* What a full or broken disk says. */
static int disk_error(int error)
{
	errno = error;
	return -1;
}

int __wrap_open(const char *path, int flags, ...)
{
	va_list args = {};
	va_start(args, flags);
	mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	return fails(FAULT_FILE) ? disk_error(EMFILE) : __real_open(path, flags, mode);
}

ssize_t __wrap_write(int fd, const void *data, size_t len)
{
	return fails(FAULT_FILE) ? disk_error(ENOSPC) : __real_write(fd, data, len);
}

int __wrap_fsync(int fd)
{
	return fails(FAULT_FILE) ? disk_error(EIO) : __real_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
	return fails(FAULT_FILE) ? disk_error(EIO) : __real_rename(from, to);
}
