/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of orders whose time is over (SGP.22 §5.6.3, 8.8.5/4.10): what is refused to devices from
 * that moment on, and the job that ends such orders in the background.
 */
#ifndef SMDPP_ORDER_EXPIRY_H
#define SMDPP_ORDER_EXPIRY_H

#include "smdpp/smdpp.h"

/* Its time is over, and it has not come to its end before: also one that the job has ended. */
bool order_expiry_is_over(const struct profile_row *order, int64_t now);

/*
 * What the job knows of the clock. A wall clock that leaps ahead may be wrong, and what it ends
 * would be lost when it is put right: then the job waits for an hour. Devices are refused
 * meanwhile.
 */
struct order_expiry {
	int64_t wall_ms, steady_ms; /* at its last run; 0: there was none */
	int64_t held_until;	    /* on the steady clock */
};

/*
 * End some orders whose time was over at `now`: to Error, with the secrets, the binding and the
 * event at an SM-DS gone, and their operators told. `*more`: there are more. `steady` is
 * clock_steady_ms(). Errors of the store; ERR_NOMEM.
 */
enum err order_expiry_run(const struct smdpp *smdpp, struct order_expiry *watch, int64_t now,
			  int64_t steady, bool *more);

#endif
