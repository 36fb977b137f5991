/* SPDX-License-Identifier: Apache-2.0 */
/* A card, and an LPA on it. */
#include "handset.h"

#include <stdlib.h>

#include "card/apdu.h"
#include "card/bpp_loader.h"
#include "card/one_time_key.h"
#include "lpa/es10.h"

static void must(enum err e)
{
	if (e != OK)
		abort();
}

struct buf handset_certificate(struct test_pki *pki, struct private_key *key, const char *eid)
{
	struct certificate_template t = test_pki_template(pki, ISSUE_EUICC);
	struct private_key *own = pki->keys[ISSUE_EUICC];
	must(issue_set_name(&t, "serialNumber", eid));
	pki->keys[ISSUE_EUICC] = key;
	struct buf der = test_pki_issue(pki, &t, ISSUE_EUICC);
	pki->keys[ISSUE_EUICC] = own;
	return der;
}

static void make_card(struct handset *h, const struct test_pki *pki)
{
	CLEANUP(buf_free) struct buf pem = buf_make(1024);
	must(private_key_pem(h->key, &pem));
	euicc_init(&h->card, &h->entropy);
	must(euicc_add_ci(&h->card, h->ci));
	must(euicc_add_identity(&h->card, buf_bytes(&h->certificate), buf_bytes(&pem),
				buf_bytes(&pki->der[ISSUE_EUM])));
}

void handset_make(struct handset *h, struct test_pki *pki, const char *eid)
{
	*h = (struct handset){.eid = eid, .ci = buf_bytes(&pki->der[ISSUE_CI])};
	h->entropy = entropy_system();
	must(private_key_generate(pki->curve, &h->key));
	h->certificate = handset_certificate(pki, h->key, eid);
	make_card(h, pki);
	const struct lpa_config config = {
		.card = {apdu_transmit_ctx, &h->card},
		.trust = {.certificates = &h->ci, .certificate_count = 1},
		.clock = clock_fixed(pki->now_ms),
		.clock_is_fixed = true,
		.tac = {0x35, 0x29, 0x06, 0x11},
	};
	must(lpa_init(&h->lpa, &config));
}

void handset_free(struct handset *h)
{
	lpa_free(&h->lpa);
	euicc_free(&h->card);
	buf_free(&h->certificate);
	private_key_free(&h->key);
}

void handset_forget(struct handset *h)
{
	struct euicc *e = &h->card;
	bpp_loader_abandon(e);
	for (size_t i = 0; i < e->n_profiles; i++)
		euicc_profile_free(e->profiles[i]);
	for (size_t i = 0; i < e->n_notifications; i++)
		euicc_notification_free(e->notifications[i]);
	for (size_t i = 0; i < EUICC_ONE_TIME_KEYS_MAX; i++)
		one_time_key_drop(e, i);
	e->n_profiles = e->n_notifications = 0;
	e->next_one_time_key = 0;
	e->next_sequence = 1;
	e->default_smdp_address[0] = '\0';
	must(euicc_reset(e));
	must(es10_open(&h->lpa));
}

bool handset_has(const struct handset *h, const char *iccid)
{
	uint8_t bcd[ICCID_LEN] = {};
	must(iccid_encode(bytes_str(iccid), bcd));
	return euicc_profile(&h->card, BYTES_OF(bcd)) != NULL;
}
