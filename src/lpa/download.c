/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of a download (SGP.22 §3.1.3), and when to cancel it.
 * No test of its own: tests/lpa_test.c goes through all of it.
 */
#include "lpa/download.h"

#include "base/limits.h"
#include "lpa/es10.h"
#include "lpa/es9p.h"
#include "lpa/notifications.h"
#include "lpa/problem.h"

enum cancel_point { NOWHERE, BEFORE_PREPARATION, AFTER_PACKAGE };

static const struct {
	const char *name;
	download_step *run;
	enum cancel_point after; /* where an order to cancel may want to stop */
} steps[] = {
	{"ES10a.GetEuiccConfiguredAddresses", lpa_get_euicc_configured_addresses, NOWHERE},
	{"ES10b.GetEUICCInfo", lpa_get_euicc_info, NOWHERE},
	{"ES9+.InitiateAuthentication", lpa_initiate_authentication, NOWHERE},
	{"ES10b.AuthenticateServer", lpa_authenticate_server, NOWHERE},
	{"ES9+.AuthenticateClient", lpa_authenticate_client, BEFORE_PREPARATION},
	{"consent", lpa_ask_user, NOWHERE},
	{"ES10b.PrepareDownload", lpa_prepare_download, NOWHERE},
	{"ES9+.GetBoundProfilePackage", lpa_get_bound_profile_package, AFTER_PACKAGE},
	{"ES10b.LoadBoundProfilePackage", lpa_load_bound_profile_package, NOWHERE},
};

enum { STEPS = sizeof(steps) / sizeof(steps[0]) };

enum err download_call_card(struct download *d, const char *step, struct bytes request,
			    struct bytes *response)
{
	CLEANUP(buf_free) struct buf out = buf_make(ES10_RESPONSE_MAX);
	TRY(es10_call(d->lpa, step, request, &out));
	return arena_dup(&d->arena, buf_bytes(&out), response);
}

enum err download_call_server(struct download *d, const char *step, const char *function,
			      struct bytes body, struct bytes *reply)
{
	CLEANUP(buf_free) struct buf out = buf_make(LIMIT_HTTP_REPLY);
	struct es9p_call call = {step, function, d->address, body};
	TRY(es9p_send(d->lpa, &call, &out));
	return arena_dup(&d->arena, buf_bytes(&out), reply);
}

static void tell_step(const struct lpa *lpa, const char *name)
{
	const struct lpa_observer *o = &lpa->config.observer;
	if (o->step)
		o->step(o->ctx, name);
}

/* What went wrong stays the problem, also when the cancellation does not work. */
static enum err give_up(struct download *d, enum err error)
{
	if (d->cancel_on_failure == LPA_CANCEL_NOT)
		return error;
	struct lpa_problem why = d->lpa->problem;
	tell_step(d->lpa, "ES9+.CancelSession");
	d->result->cancelled = lpa_cancel_session(d, d->cancel_on_failure) == OK;
	d->lpa->problem = why;
	return error;
}

static enum err cancel_as_ordered(struct download *d)
{
	tell_step(d->lpa, "ES9+.CancelSession");
	TRY(lpa_cancel_session(d, d->order->cancel));
	d->result->cancelled = true;
	return OK;
}

static enum err run(struct download *d)
{
	enum cancel_point stop = d->order->cancel_after_bpp ? AFTER_PACKAGE : BEFORE_PREPARATION;
	for (size_t i = 0; i < STEPS; i++) {
		d->cancel_on_failure = LPA_CANCEL_NOT;
		tell_step(d->lpa, steps[i].name);
		enum err error = steps[i].run(d);
		if (error != OK)
			return give_up(d, error);
		if (d->order->cancel != LPA_CANCEL_NOT && steps[i].after == stop)
			return cancel_as_ordered(d);
	}
	return OK;
}

static void free_arena(struct download *d)
{
	arena_free(&d->arena);
}

enum err lpa_download(struct lpa *lpa, const struct lpa_order *order, struct lpa_result *result)
{
	CLEANUP(free_arena)
	struct download d = {
		.lpa = lpa,
		.order = order,
		.result = result,
		.arena = arena_make(DOWNLOAD_ARENA_MAX),
	};
	*result = (struct lpa_result){};
	problem_clear(lpa);
	enum err error = run(&d);
	if (error != OK && lpa->problem.text[0] == '\0')
		return problem_transport(lpa, "download", error, NULL);
	return error;
}
