/* SPDX-License-Identifier: Apache-2.0 */
/* Issuing certificates, and waiting for what rspd's log says of them. */
#include "renewal.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "figure.h"
#include "pki/certificate.h"
#include "pki/issue.h"
#include "sys/clock.h"
#include "sys/file.h"

enum {
	AN_HOUR_MS = 3600 * 1000,
	LOG_MAX = 256 * 1024 * 1024,
	KEY_FILE_MAX = 16 * 1024,
	TRIES = 6000,
	POLL_NS = 10 * 1000 * 1000,
};

static const struct row {
	enum issue_kind kind;
	const char *name;
} rows[] = {{ISSUE_DPAUTH, "dpauth"}, {ISSUE_DPPB, "dppb"}, {ISSUE_DPTLS, "dptls"}};

static void path_of(const struct renewal *r, const char *name, const char *end,
		    char out[static WORLD_PATH_MAX])
{
	char file[64] = "";
	(void)snprintf(file, sizeof(file), "world/pki/p256/%s.%s", name, end);
	world_path(r->world, file, out);
}

static enum err load(struct renewal *r)
{
	char path[WORLD_PATH_MAX] = "";
	CLEANUP(buf_free) struct buf key = buf_make(KEY_FILE_MAX);
	r->ci = buf_make(LIMIT_CERTIFICATE);
	path_of(r, "ci", "pem", path);
	TRY(certificate_load(path, &r->ci));
	path_of(r, "ci", "key", path);
	TRY(file_read(path, &key));
	return private_key_parse(buf_bytes(&key), &r->ci_key);
}

enum err renewal_open(struct renewal *renewal, const struct world *world)
{
	*renewal = (struct renewal){.world = world};
	enum err e = load(renewal);
	if (e != OK)
		figure_note("no CI: %s", err_name(e));
	return e;
}

void renewal_close(struct renewal *renewal)
{
	private_key_free(&renewal->ci_key);
	buf_free(&renewal->ci);
}

static enum err write_pair(const struct renewal *r, const char *name, struct bytes der,
			   const struct private_key *key)
{
	char path[WORLD_PATH_MAX] = "";
	CLEANUP(buf_free) struct buf pem = buf_make(KEY_FILE_MAX);
	TRY(issue_pem(der, &pem));
	path_of(r, name, "pem", path);
	TRY(file_write(path, buf_bytes(&pem), 0600));
	buf_reset(&pem);
	TRY(private_key_pem(key, &pem));
	path_of(r, name, "key", path);
	return file_write(path, buf_bytes(&pem), 0600);
}

static enum err renew(const struct renewal *r, const struct row *row)
{
	struct clock clock = clock_system();
	struct entropy entropy = entropy_system();
	CLEANUP(private_key_free) struct private_key *key = NULL;
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
	struct certificate_template t =
		issue_template(row->kind, (clock_now_ms(&clock) - AN_HOUR_MS) / 1000 * 1000);
	const struct issue_issuer ci = {r->ci_key, buf_bytes(&r->ci)};
	if (t.dns_name) {
		TRY(issue_set_name(&t, "CN", "localhost"));
		t.dns_name = "localhost";
	}
	TRY(private_key_generate(CURVE_P256, &key));
	TRY(issue_certificate(&t, key, &ci, &entropy, &der));
	return write_pair(r, row->name, buf_bytes(&der), key);
}

static size_t count(struct bytes text, const char *what)
{
	size_t n = 0;
	const uint8_t *at = text.ptr, *end = text.ptr + text.len;
	while ((at = memmem(at, (size_t)(end - at), what, strlen(what)))) {
		at++;
		n++;
	}
	return n;
}

/* Tell rspd, and wait until its log has an event that often. */
static enum err announce(const struct renewal *r, const char *event, size_t times)
{
	const struct timespec moment = {.tv_nsec = POLL_NS};
	char path[WORLD_PATH_MAX] = "";
	world_path(r->world, "rspd.log", path);
	if (kill(r->world->rspd, SIGHUP) != 0)
		return ERR_IO;
	for (int i = 0; i < TRIES; i++) {
		CLEANUP(buf_free) struct buf log = buf_make(LOG_MAX);
		TRY(file_read(path, &log));
		if (log.len > 0 && count(buf_bytes(&log), event) >= times)
			return OK;
		(void)nanosleep(&moment, NULL);
	}
	figure_note("rspd does not say %s", event);
	return ERR_TIMEOUT;
}

enum err renewal_exchange(struct renewal *renewal)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		TRY(renew(renewal, &rows[i]));
	renewal->reloads++;
	return announce(renewal, "\"event\":\"reloaded\"", renewal->reloads);
}

enum err renewal_spoil(struct renewal *renewal)
{
	char dppb[WORLD_PATH_MAX] = "", dpauth[WORLD_PATH_MAX] = "";
	CLEANUP(buf_free) struct buf right = buf_make(KEY_FILE_MAX);
	CLEANUP(buf_free) struct buf wrong = buf_make(KEY_FILE_MAX);
	path_of(renewal, "dppb", "key", dppb);
	path_of(renewal, "dpauth", "key", dpauth);
	TRY(file_read(dppb, &right));
	TRY(file_read(dpauth, &wrong));
	TRY(file_write(dppb, buf_bytes(&wrong), 0600));
	renewal->refusals++;
	enum err e = announce(renewal, "\"event\":\"not_reloaded\"", renewal->refusals);
	TRY(file_write(dppb, buf_bytes(&right), 0600));
	return e;
}
