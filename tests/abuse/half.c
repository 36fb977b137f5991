/* SPDX-License-Identifier: Apache-2.0 */
/* One question over and over, over one kept connection. */
#include "half.h"

#include <string.h>
#include <time.h>

#include "caller.h"
#include "card/es10.h"
#include "figure.h"
#include "msg/es9p_initiate_authentication.h"

enum { BODY_MAX = 4096 };

static const char path[] = "/gsma/rsp2/es9plus/initiateAuthentication";

static enum err make_question(const struct device_park *park, struct buf *out)
{
	static const uint8_t challenge[16] = {1};
	struct entropy entropy = entropy_system();
	CLEANUP(euicc_free) struct euicc card = {};
	CLEANUP(buf_free) struct buf info = buf_make(BODY_MAX);
	TRY(device_card(park, 0, &entropy, &card));
	TRY(es10_execute(&card, BYTES_LIT("\xBF\x20\x00"), &info));
	const struct es9p_initiate_authentication_request request = {
		.euicc_challenge = BYTES_OF(challenge),
		.euicc_info1 = buf_bytes(&info),
		.smdp_address = bytes_str(park->address),
	};
	return es9p_initiate_authentication_request_encode(&request, out);
}

static bool is_begun(struct bytes reply)
{
	static const char transaction[] = "\"transactionId\"";
	return bytes_present(reply) &&
	       memmem(reply.ptr, reply.len, transaction, strlen(transaction)) != NULL;
}

static void ask(struct half *half, struct caller *caller, struct bytes question)
{
	struct bytes reply = {};
	bool answered = caller_post(caller, path, question, &reply) == OK && is_begun(reply);
	(void)atomic_fetch_add(answered ? &half->begun : &half->refused, 1);
	if (caller->status != 0)
		return;
	caller_close(caller);
	if (caller_open(caller, half->port, half->tls) != OK)
		(void)atomic_fetch_add(&half->refused, 1);
}

static void *work(void *context)
{
	struct half *half = context;
	const struct timespec moment = {.tv_nsec = 1000000};
	CLEANUP(buf_free) struct buf question = buf_make(BODY_MAX);
	CLEANUP(caller_close) struct caller caller = {};
	double due_us = figure_now_us();
	if (make_question(half->park, &question) != OK ||
	    caller_open(&caller, half->port, half->tls) != OK)
		return NULL;
	for (size_t i = 0; i < half->n; i++, due_us += half->pace_us) {
		while (figure_now_us() < due_us)
			(void)nanosleep(&moment, NULL);
		ask(half, &caller, buf_bytes(&question));
	}
	return NULL;
}

enum err half_begin(struct half *half)
{
	return pthread_create(&half->thread, NULL, work, half) == 0 ? OK : ERR_NOMEM;
}

void half_end(struct half *half)
{
	(void)pthread_join(half->thread, NULL);
}
