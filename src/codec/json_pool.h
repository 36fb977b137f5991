/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory for jansson, which cannot do without: when a string cannot grow while a text is parsed, it
 * loses bytes, writes past blocks or aborts. So all that a parse may need is there before it
 * begins. Everything is wiped when it is released: texts hold activation and confirmation codes.
 */
#ifndef CODEC_JSON_POOL_H
#define CODEC_JSON_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Until json_pool_close, what jansson allocates in this thread comes out of one block of `size`
 * bytes, and when that is used up, from the heap. The block is released with the last of what was
 * made in it. ERR_NOMEM.
 */
enum err json_pool_open(size_t size);

/* False if the heap, too, had no memory: what jansson has made in between is not to be trusted. */
bool json_pool_close(void);

#endif
