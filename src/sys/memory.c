/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tcmalloc's function is there if tcmalloc is; its headers are not needed for building.
 * No test of its own: builds for tests have another allocator; make abuse says what is left.
 */
#include "sys/memory.h"

extern void MallocExtension_ReleaseFreeMemory(void) __attribute__((weak));

void memory_give_back(void)
{
	if (MallocExtension_ReleaseFreeMemory)
		MallocExtension_ReleaseFreeMemory();
}
