/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event of an order at an SM-DS (SGP.22 §3.6.1, §5.9): registering it before the order is
 * released. That it is deleted when the order ends, or when it came to nothing, is the outbox's
 * business (store/order_event.h).
 */
#ifndef SMDPP_ES12_REGISTER_EVENT_H
#define SMDPP_ES12_REGISTER_EVENT_H

#include "smdpp/smdpp.h"

struct smdpp_event_wish {
	const struct profile_row *profile; /* as it was judged */
	const char *smds_address;	   /* as ordered */
	const char *eid;
	struct bytes matching_id; /* the EventID */
	bool matching_id_is_new;  /* no order has it yet, or that is to be found out */
};

/* How it went. `registered` and `refusal` say what the check rows below ask for. */
struct smdpp_event_attempt {
	struct order_event claim;
	bool held;	     /* the claim, by us */
	enum err registered; /* OK; ERR_DENIED: refused; ERR_NOT_FOUND: not reached */
};

/* The SM-DS of that address is one of the configuration's. ERR_NOT_FOUND. */
enum err smdpp_event_smds_known(const struct role_call *call, const char *smds_address);

/*
 * Claim the event, and register it; what came of the latter is in `out`. Waits for the SM-DS.
 * Errors of order_event_claim, ERR_NOMEM, ERR_IO, ERR_CRYPTO: nothing was asked of the SM-DS, or
 * what was is undone by itself.
 */
enum err smdpp_event_register(const struct role_call *call, const struct smdpp_event_wish *wish,
			      struct smdpp_event_attempt *out);

/*
 * The order is not released, because of `why`: give the claim up, if it is held. Whatever fails
 * here, the claim ends by itself. Gives `why` back, or ERR_CONFLICT if another has taken the claim:
 * then the order may be released by now.
 */
enum err smdpp_event_undo(const struct role_call *call, const struct smdpp_event_attempt *attempt,
			  enum err why);

#endif
