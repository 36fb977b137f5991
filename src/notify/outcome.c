/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts on deliveries. */
#include "notify/outcome.h"

#include <stdio.h>
#include <string.h>

#include "msg/esx_header.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

/* Milliseconds to the next attempt, after the first, the second…; the last one holds from then. */
static const int64_t backoff[] = {10 * SECOND, MINUTE,	 5 * MINUTE, 30 * MINUTE,
				  2 * HOUR,    6 * HOUR, 12 * HOUR,  24 * HOUR};
static const int64_t backoff_n = sizeof(backoff) / sizeof(backoff[0]);

static const int64_t standard_accepted[] = {200, 204};

/* Statuses of 400 to 499 that say "not now". */
static const int64_t come_again[] = {408, 425, 429};

static bool among(int64_t status, const int64_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == status)
			return true;
	return false;
}

static bool accepted(const struct outcome_input *in)
{
	if (in->dialect->accepted_statuses_n > 0)
		return among(in->status, in->dialect->accepted_statuses,
			     in->dialect->accepted_statuses_n);
	return among(in->status, standard_accepted, 2);
}

/* The answer's header, if it has one. What has none says nothing, which is an answer, too. */
static enum err read_header(const struct outcome_input *in, struct arena *a,
			    struct esx_response_header *header, bool *says_something)
{
	*says_something = false;
	if (in->body.len == 0)
		return OK;
	enum err e = esx_response_decode(a, in->body, NULL, header);
	*says_something = e == OK;
	if (err_is_refusal(e))
		*header = (struct esx_response_header){};
	return err_is_refusal(e) ? OK : e;
}

static bool refused_for_good(int status)
{
	return status >= 400 && status <= 499 && !among(status, come_again, 3);
}

static int64_t next_wait(int64_t attempts)
{
	int64_t i = attempts < 1 ? 0 : attempts - 1;
	return backoff[i < backoff_n ? i : backoff_n - 1];
}

static bool says_done(const struct message_kind *kind, const struct status_code *code)
{
	return kind->done_subject && code->subject &&
	       strcmp(code->subject, kind->done_subject) == 0 &&
	       strcmp(code->reason, kind->done_reason) == 0;
}

static void judge_answer(const struct outcome_input *in, struct arena *a, struct outcome *out)
{
	struct esx_response_header header = {};
	if (!accepted(in)) {
		(void)snprintf(out->text, sizeof(out->text), "HTTP status %d", in->status);
		bool for_good = refused_for_good(in->status) && !in->kind->patient;
		out->verdict = for_good ? OUTCOME_SET_ASIDE : OUTCOME_RETRY;
		return;
	}
	bool says_something = false;
	enum err e = read_header(in, a, &header, &says_something);
	if (e == OK && in->kind->patient && !says_something)
		e = ERR_MISSING;
	if (e != OK) {
		(void)snprintf(out->text, sizeof(out->text), "answer not read: %s", err_name(e));
		out->verdict = OUTCOME_RETRY;
		return;
	}
	if (header.execution_status.status != ESX_FAILED)
		return;
	const struct status_code *code = &header.execution_status.code;
	if (says_done(in->kind, code))
		return;
	(void)snprintf(out->text, sizeof(out->text), "answered Failed %s/%s",
		       code->subject ? code->subject : "-", code->reason ? code->reason : "-");
	out->verdict = in->kind->patient ? OUTCOME_RETRY : OUTCOME_SET_ASIDE;
}

/* What the other side has said goes into logs, and to people's terminals. */
static void make_plain(char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

void outcome_judge(const struct outcome_input *in, struct arena *a, struct outcome *out)
{
	*out = (struct outcome){.verdict = OUTCOME_DELIVERED};
	if (in->result == OK) {
		judge_answer(in, a, out);
	} else {
		out->verdict = OUTCOME_RETRY;
		(void)snprintf(out->text, sizeof(out->text), "%s", in->reason);
	}
	make_plain(out->text);
	if (out->verdict != OUTCOME_RETRY)
		return;
	out->due_at = in->now + next_wait(in->attempts);
	if (out->due_at > in->created_at + in->retry_h * HOUR)
		out->verdict = OUTCOME_SET_ASIDE;
}
