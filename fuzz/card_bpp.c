/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is inside a Bound Profile Package, behind its MACs: the input is ConfigureISDP,
 * StoreMetadata, ReplaceSessionKeys and profile elements, each behind two bytes with its length.
 * Whatever they are, the card ends with a signed result, and has a profile only if that says so.
 */
#include <stdlib.h>

#include "card_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct card_world world;

static void forget_everything(struct euicc *e)
{
	for (size_t i = 0; i < e->n_profiles; i++)
		euicc_profile_free(e->profiles[i]);
	for (size_t i = 0; i < e->n_notifications; i++)
		euicc_notification_free(e->notifications[i]);
	e->n_profiles = e->n_notifications = 0;
	if (euicc_reset(e) != OK)
		abort();
}

static void prepare(void)
{
	static bool made;
	if (!made)
		card_world_make(&world, CURVE_P256);
	made = true;
	forget_everything(&world.card);
	card_world_begin(&world);
}

/* The next part; absent if there is none. */
static struct bytes part(struct bytes *rest)
{
	struct bytes head = {}, value = {};
	uint64_t n = 0;
	if (bytes_take(rest, 2, &head) != OK || bytes_be(head, &n) != OK)
		return (struct bytes){};
	if (bytes_take(rest, n < rest->len ? (size_t)n : rest->len, &value) != OK)
		abort();
	return value;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes rest = bytes_from(data, len);
	struct card_world_bpp plan = {};
	plan.configure = part(&rest);
	plan.metadata = part(&rest);
	plan.replace = part(&rest);
	plan.package = part(&rest);
	plan.ppk = bytes_present(plan.replace) && plan.replace.len > 0;
	/* Parts that are longer than the fixture takes are of no interest. */
	if (plan.configure.len > 4096 || plan.replace.len > 4096 || plan.metadata.len > 60000)
		return 0;
	prepare();
	struct es10b_profile_installation_result_data r = card_world_load(&world, &plan);
	if (r.success != (world.card.n_profiles == 1))
		abort();
	return 0;
}
