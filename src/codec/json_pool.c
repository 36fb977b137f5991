/* SPDX-License-Identifier: Apache-2.0 */
/* A pool hands out its bytes once, and counts what has not come back. */
#include "codec/json_pool.h"

#include <jansson.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/secret.h"

enum { ALIGN = alignof(max_align_t) };

struct pool {
	size_t cap, used;
	size_t live; /* blocks that were not given back */
	alignas(max_align_t) uint8_t data[];
};

/* Stands in front of each block. */
struct block {
	struct pool *pool; /* NULL: of the heap */
	size_t len;
	alignas(max_align_t) uint8_t data[];
};

static _Thread_local struct pool *open_pool;
static _Thread_local bool lacking;

static struct block *of_pool(struct pool *pool, size_t size)
{
	if (!pool || size > pool->cap - pool->used)
		return NULL;
	struct block *block = (struct block *)(void *)(pool->data + pool->used);
	pool->used += size;
	pool->live++;
	block->pool = pool;
	return block;
}

static struct block *of_heap(size_t size)
{
	struct block *block = malloc(size);
	if (block)
		block->pool = NULL;
	lacking |= !block;
	return block;
}

static void *take(size_t len)
{
	if (len > SIZE_MAX / 2)
		return NULL;
	size_t size = sizeof(struct block) + (len + ALIGN - 1) / ALIGN * ALIGN;
	struct block *block = of_pool(open_pool, size);
	if (!block)
		block = of_heap(size);
	if (!block)
		return NULL;
	block->len = len;
	return block->data;
}

static void release_if_empty(struct pool *pool)
{
	if (pool->live == 0 && pool != open_pool)
		free(pool);
}

static void give_back(void *ptr)
{
	if (!ptr)
		return;
	struct block *block = (struct block *)(void *)((uint8_t *)ptr - sizeof(struct block));
	struct pool *pool = block->pool;
	wipe(block->data, block->len);
	if (!pool) {
		free(block);
		return;
	}
	pool->live--;
	release_if_empty(pool);
}

/* Before main(), since a block must be released by the functions that made it. */
__attribute__((constructor)) static void use_pools(void)
{
	json_set_alloc_funcs(take, give_back);
}

enum err json_pool_open(size_t size)
{
	struct pool *pool = malloc(sizeof(*pool) + size);
	if (!pool)
		return ERR_NOMEM;
	*pool = (struct pool){.cap = size};
	open_pool = pool;
	lacking = false;
	return OK;
}

bool json_pool_close(void)
{
	struct pool *pool = open_pool;
	open_pool = NULL;
	release_if_empty(pool);
	return !lacking;
}
