/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CAs from files.
 * No test of its own: crls_test.c and credentials_test.c load good and bad ones.
 */
#include "role/ca_list.h"

#include "base/limits.h"
#include "base/log.h"
#include "pki/sub_ca.h"

static enum err complain(enum err e, const char *what, const char *path, const char *check)
{
	LOG_EVENT(LOG_ERROR, what, LOG_TEXT("file", path), LOG_TEXT("check", check), LOG_ERR(e));
	return e;
}

enum err ca_list_load_certificate(const char *path, struct buf *file, struct certificate *out)
{
	*file = buf_make(LIMIT_CERTIFICATE);
	enum err e = certificate_load(path, file);
	if (e == OK)
		e = certificate_parse(buf_bytes(file), out);
	return e == OK ? OK : complain(e, "certificate_not_loaded", path, NULL);
}

/* The place is taken first, so that what was read is released. */
static enum err add(const char *path, int64_t now_ms, struct ca_list *list)
{
	const char *check = NULL;
	if (list->n == CA_LIST_MAX)
		return complain(ERR_LIMIT, "too_many_sub_cas", path, NULL);
	size_t place = list->n++;
	struct certificate *cert = &list->cas[place];
	TRY(ca_list_load_certificate(path, &list->der[place], cert));
	enum err e = place == 0 ? OK : sub_ca_verify(cert, list->cas, place, &check);
	if (e != OK)
		return complain(e, "certificate_not_accepted", path, check);
	if (certificate_valid_at(cert, now_ms) != OK)
		LOG_EVENT(LOG_WARN, "certificate_expired", LOG_TEXT("file", path));
	return OK;
}

enum err ca_list_load(const struct rspd_certificate_issuer *issuer, int64_t now_ms,
		      struct ca_list *out)
{
	TRY(add(issuer->certificate, now_ms, out));
	for (size_t i = 0; i < issuer->sub_cas_n; i++)
		TRY(add(issuer->sub_cas[i], now_ms, out));
	return OK;
}

void ca_list_free(struct ca_list *list)
{
	for (size_t i = 0; i < CA_LIST_MAX; i++)
		buf_free(&list->der[i]);
	list->n = 0;
}
