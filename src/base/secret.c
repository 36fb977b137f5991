/* SPDX-License-Identifier: Apache-2.0 */
/* Wiping. */
#include "base/secret.h"

void wipe(void *ptr, size_t len)
{
	if (len > 0)
		explicit_bzero(ptr, len);
}

void secret_wipe(struct secret *s)
{
	wipe(s, sizeof(*s));
}

enum err secret_set(struct secret *s, struct bytes value)
{
	if (value.len > SECRET_MAX)
		return ERR_TOO_LONG;
	secret_wipe(s);
	if (value.len > 0)
		memcpy(s->ptr, value.ptr, value.len);
	s->len = value.len;
	return OK;
}
