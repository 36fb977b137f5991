/* SPDX-License-Identifier: Apache-2.0 */
/* One lock for all of it. */
#include "ledger.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"

enum { COMPLAINTS_SHOWN = 20, LINE_LEN = 300 };

enum err ledger_open(struct ledger *ledger, size_t max)
{
	*ledger = (struct ledger){.max = max};
	(void)pthread_mutex_init(&ledger->lock, NULL);
	(void)pthread_cond_init(&ledger->more, NULL);
	ledger->orders = calloc(max, sizeof(*ledger->orders));
	ledger->released = calloc(max, sizeof(*ledger->released));
	return ledger->orders && ledger->released ? OK : ERR_NOMEM;
}

void ledger_free(struct ledger *ledger)
{
	free(ledger->orders);
	free(ledger->released);
	ledger->orders = NULL;
	ledger->released = NULL;
}

void ledger_close(struct ledger *ledger)
{
	(void)pthread_mutex_lock(&ledger->lock);
	ledger->closing = true;
	(void)pthread_cond_broadcast(&ledger->more);
	(void)pthread_mutex_unlock(&ledger->lock);
}

bool ledger_is_closing(struct ledger *ledger)
{
	(void)pthread_mutex_lock(&ledger->lock);
	bool closing = ledger->closing;
	(void)pthread_mutex_unlock(&ledger->lock);
	return closing;
}

struct ledger_order *ledger_new(struct ledger *ledger)
{
	struct ledger_order *order = NULL;
	(void)pthread_mutex_lock(&ledger->lock);
	if (!ledger->closing && ledger->n < ledger->max)
		order = &ledger->orders[ledger->n++];
	(void)pthread_mutex_unlock(&ledger->lock);
	if (order)
		order->device = LEDGER_NO_DEVICE;
	return order;
}

void ledger_release(struct ledger *ledger, const struct ledger_order *order)
{
	(void)pthread_mutex_lock(&ledger->lock);
	ledger->released[ledger->released_n++] = (size_t)(order - ledger->orders);
	(void)pthread_cond_signal(&ledger->more);
	(void)pthread_mutex_unlock(&ledger->lock);
}

struct ledger_order *ledger_take(struct ledger *ledger)
{
	struct ledger_order *order = NULL;
	(void)pthread_mutex_lock(&ledger->lock);
	while (!ledger->closing && ledger->released_taken == ledger->released_n)
		(void)pthread_cond_wait(&ledger->more, &ledger->lock);
	if (!ledger->closing)
		order = &ledger->orders[ledger->released[ledger->released_taken++]];
	(void)pthread_mutex_unlock(&ledger->lock);
	return order;
}

void ledger_complain(struct ledger *ledger, const char *format, ...)
{
	char line[LINE_LEN] = "";
	va_list args = {};
	va_start(args, format);
	(void)vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (atomic_fetch_add(&ledger->complaints, 1) < COMPLAINTS_SHOWN)
		(void)printf("# %s\n", line);
}
