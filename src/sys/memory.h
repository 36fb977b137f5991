/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of the process as a whole. */
#ifndef SYS_MEMORY_H
#define SYS_MEMORY_H

/*
 * Give what is free back to the system: tcmalloc, with which release builds are linked, keeps it by
 * itself. Nothing with another allocator. Any thread.
 */
void memory_give_back(void);

#endif
