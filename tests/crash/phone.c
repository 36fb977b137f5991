/* SPDX-License-Identifier: Apache-2.0 */
/* An LPA that does not give up. */
#include "phone.h"

#include <string.h>

#include "lpa/profiles.h"

enum { RECOVER_MS = 40, ENABLE_ONE_IN = 2 };

/* May it go better another time? If not, there is a complaint. */
static bool is_passing(struct phone *phone, enum err e)
{
	const struct lpa_problem *problem = &phone->lpa.problem;
	bool busy = strstr(problem->text, "503") != NULL;
	if (problem->subject_code[0] == '\0' && (busy || !err_is_refusal(e)))
		return true;
	ledger_complain(phone->ledger, "device %zu: %s: %s (%s/%s)", phone->number,
			problem->step ? problem->step : "?", problem->text, problem->subject_code,
			problem->reason_code);
	return false;
}

/* Deliver what the card has to say, until all of it was acknowledged. */
static void report(struct phone *phone)
{
	for (;;) {
		size_t sent = 0, left = 0;
		enum err e = lpa_process_notifications(&phone->lpa, &sent, &left);
		if (e == OK || !is_passing(phone, e))
			return;
		dice_pause(&phone->dice, RECOVER_MS);
	}
}

static bool install(struct phone *phone, const struct ledger_order *order)
{
	const struct lpa_order what = {.smdp_address = phone->park->address,
				       .matching_id = order->names.matching_id,
				       .cancel = LPA_CANCEL_NOT};
	for (;;) {
		struct lpa_result result = {};
		enum err e = lpa_download(&phone->lpa, &what, &result);
		if (e == OK && strcmp(result.iccid, order->names.iccid) == 0)
			return true;
		if (e == OK)
			ledger_complain(phone->ledger, "%s was installed instead of %s",
					result.iccid, order->names.iccid);
		if (e == OK || !is_passing(phone, e))
			return false;
		(void)atomic_fetch_add(&phone->ledger->unanswered, 1);
		dice_pause(&phone->dice, RECOVER_MS);
	}
}

static void must(struct phone *phone, enum err e)
{
	if (e != OK)
		ledger_complain(phone->ledger, "device %zu: the card: %s", phone->number,
				phone->lpa.problem.text);
}

/* One that was enabled is disabled by it. */
static void enable(struct phone *phone, struct ledger_order *order)
{
	must(phone, lpa_enable_profile(&phone->lpa, order->names.iccid));
	for (size_t i = 0; i < phone->held_n; i++)
		if (phone->held[i]->device_state == DEVICE_ENABLED)
			phone->held[i]->device_state = DEVICE_DISABLED;
	order->device_state = DEVICE_ENABLED;
}

static void delete_oldest(struct phone *phone)
{
	struct ledger_order *oldest = phone->held[0];
	if (oldest->device_state == DEVICE_ENABLED)
		must(phone, lpa_disable_profile(&phone->lpa, oldest->names.iccid));
	must(phone, lpa_delete_profile(&phone->lpa, oldest->names.iccid));
	oldest->device_state = DEVICE_DELETED;
	phone->held_n--;
	memmove(phone->held, phone->held + 1, phone->held_n * sizeof(phone->held[0]));
}

static void use(struct phone *phone, struct ledger_order *order)
{
	if (!install(phone, order))
		return;
	order->device = (int)phone->number;
	report(phone);
	phone->held[phone->held_n++] = order;
	if (dice_roll(&phone->dice, ENABLE_ONE_IN) == 0)
		enable(phone, order);
	if (phone->held_n == PHONE_PROFILES)
		delete_oldest(phone);
	report(phone);
}

static enum err switch_on(struct phone *phone)
{
	phone->entropy = entropy_system();
	TRY(device_card(phone->park, phone->number, &phone->entropy, &phone->card));
	const struct lpa_config config = device_lpa_config(phone->park, &phone->card);
	return lpa_init(&phone->lpa, &config);
}

void *phone_work(void *context)
{
	struct phone *phone = context;
	if (switch_on(phone) != OK) {
		ledger_complain(phone->ledger, "device %zu does not start", phone->number);
		return NULL;
	}
	struct ledger_order *order = ledger_take(phone->ledger);
	for (; order; order = ledger_take(phone->ledger))
		use(phone, order);
	return NULL;
}

void phone_free(struct phone *phone)
{
	lpa_free(&phone->lpa);
	euicc_free(&phone->card);
}
