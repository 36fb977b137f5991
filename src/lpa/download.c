/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of a download (SGP.22 §3.1.3) and of the retrieval of events (§3.6.3), and when to
 * cancel a download. Both begin with the same common authentication (§3.0.1).
 * No test of its own: tests/lpa_test.c and tests/lpa_discovery_test.c go through all of it.
 */
#include "lpa/download.h"

#include "base/limits.h"
#include "lpa/es10.h"
#include "lpa/es9p.h"
#include "lpa/notifications.h"
#include "lpa/problem.h"

enum cancel_point { NOWHERE, BEFORE_PREPARATION, AFTER_PACKAGE };

struct step {
	const char *name;
	download_step *run;
	enum cancel_point after; /* where an order to cancel may want to stop */
	const char *at_smds;	 /* its name there, if it has another */
};

static const struct step common[] = {
	{.name = "ES10a.GetEuiccConfiguredAddresses", .run = lpa_get_euicc_configured_addresses},
	{.name = "ES10b.GetEUICCInfo", .run = lpa_get_euicc_info},
	{.name = "ES9+.InitiateAuthentication",
	 .run = lpa_initiate_authentication,
	 .at_smds = "ES11.InitiateAuthentication"},
	{.name = "ES10b.AuthenticateServer", .run = lpa_authenticate_server},
};

static const struct step at_smdp[] = {
	{.name = "ES9+.AuthenticateClient",
	 .run = lpa_authenticate_client,
	 .after = BEFORE_PREPARATION},
	{.name = "consent", .run = lpa_ask_user},
	{.name = "ES10b.PrepareDownload", .run = lpa_prepare_download},
	{.name = "ES9+.GetBoundProfilePackage",
	 .run = lpa_get_bound_profile_package,
	 .after = AFTER_PACKAGE},
	{.name = "ES10b.LoadBoundProfilePackage", .run = lpa_load_bound_profile_package},
};

static const struct step at_smds[] = {
	{.name = "ES11.AuthenticateClient", .run = lpa_authenticate_client_at_smds},
};

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

enum err download_call_card(struct download *d, const char *step, struct bytes request,
			    struct bytes *response)
{
	CLEANUP(buf_free) struct buf out = buf_make(ES10_RESPONSE_MAX);
	TRY(es10_call(d->lpa, step, request, &out));
	return arena_dup(&d->arena, buf_bytes(&out), response);
}

/* The paths of ES9+ do for ES11, too (§6.5.2), and are what SM-DSs in the field know. */
static const char *family(const struct download *d)
{
	return d->lpa->config.es11_paths && download_is_at_smds(d) ? "es11" : "es9plus";
}

enum err download_call_server(struct download *d, const char *step,
			      const struct es9p_function *function, const void *request,
			      void *response)
{
	CLEANUP(buf_free) struct buf out = buf_make(LIMIT_HTTP_REPLY);
	const struct es9p_call call = {step, family(d), d->address, function, request};
	struct bytes reply = {};
	TRY(es9p_send(d->lpa, &call, &out));
	TRY(arena_dup(&d->arena, buf_bytes(&out), &reply));
	if (es9p_response_decode(function, d->lpa->config.binding, &d->arena, reply, response) !=
	    OK)
		return problem_protocol(d->lpa, step, "it cannot be read");
	return es9p_executed(d->lpa, step, response);
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

static enum err run(struct download *d, const struct step *steps, size_t n)
{
	enum cancel_point stop = d->order->cancel_after_bpp ? AFTER_PACKAGE : BEFORE_PREPARATION;
	for (size_t i = 0; i < n; i++) {
		d->cancel_on_failure = LPA_CANCEL_NOT;
		tell_step(d->lpa, download_is_at_smds(d) && steps[i].at_smds ? steps[i].at_smds
									     : steps[i].name);
		enum err error = steps[i].run(d);
		if (error != OK)
			return give_up(d, error);
		if (d->order->cancel != LPA_CANCEL_NOT && steps[i].after == stop)
			return cancel_as_ordered(d);
	}
	return OK;
}

static enum err run_all(struct download *d)
{
	TRY(run(d, common, COUNT(common)));
	if (d->server == DOWNLOAD_AT_SMDS)
		return run(d, at_smds, COUNT(at_smds));
	return run(d, at_smdp, COUNT(at_smdp));
}

enum err download_run(struct download *d)
{
	d->arena = arena_make(DOWNLOAD_ARENA_MAX);
	*d->result = (struct lpa_result){};
	problem_clear(d->lpa);
	enum err error = run_all(d);
	if (error != OK && d->lpa->problem.text[0] == '\0')
		error = problem_transport(d->lpa, "download", error, NULL);
	arena_free(&d->arena);
	return error;
}

enum err lpa_download(struct lpa *lpa, const struct lpa_order *order, struct lpa_result *result)
{
	struct download d = {
		.lpa = lpa, .accepts = DOWNLOAD_AT_SMDP, .order = order, .result = result};
	return download_run(&d);
}
