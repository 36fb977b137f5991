/* SPDX-License-Identifier: Apache-2.0 */
/* Cards are made anew for each download, so that none fills up. */
#include "device.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card/apdu.h"
#include "card/euicc.h"
#include "figure.h"
#include "lpa/lpa.h"
#include "pki/certificate.h"
#include "pki/issue.h"
#include "sys/file.h"

enum { FILE_MAX = 16 * 1024, AN_HOUR_MS = 3600 * 1000, EID_CHECKED = EID_DIGITS - 2 };

static enum err load(const struct world *world, const char *name, struct buf *out)
{
	char path[WORLD_PATH_MAX] = "";
	world_path(world, name, path);
	*out = buf_make(FILE_MAX);
	return certificate_load(path, out);
}

static enum err load_eum_key(const struct world *world, struct private_key **out)
{
	char path[WORLD_PATH_MAX] = "";
	CLEANUP(buf_free) struct buf file = buf_make(FILE_MAX);
	world_path(world, "world/pki/p256/eum.key", path);
	TRY(file_read(path, &file));
	return private_key_parse(buf_bytes(&file), out);
}

/* In the range of the EUM, with its check digits (ISO 7064, MOD 97-10). */
static void make_eid(size_t number, char out[static EID_DIGITS + 1])
{
	unsigned remainder = 0;
	(void)snprintf(out, EID_DIGITS + 1, "89049032%022zu00", number);
	for (size_t i = 0; i < EID_CHECKED; i++)
		remainder = (remainder * 10 + (unsigned)(out[i] - '0')) % 97;
	(void)snprintf(out + EID_CHECKED, 3, "%02u", 98 - remainder * 100 % 97);
}

static enum err put_key(const struct private_key *key, struct buf *out)
{
	uint8_t *der = NULL;
	int len = i2d_PrivateKey(private_key_handle(key), &der);
	enum err e = len > 0 ? buf_put(out, bytes_from(der, (size_t)len)) : ERR_CRYPTO;
	OPENSSL_free(der);
	return e;
}

static enum err make_device(const struct device_park *park, const struct private_key *eum_key,
			    struct device *device)
{
	struct entropy entropy = entropy_system();
	struct clock clock = clock_system();
	char eid[EID_DIGITS + 1] = "";
	CLEANUP(private_key_free) struct private_key *key = NULL;
	struct certificate_template t =
		issue_template(ISSUE_EUICC, (clock_now_ms(&clock) - AN_HOUR_MS) / 1000 * 1000);
	const struct issue_issuer issuer = {.key = eum_key, .certificate = buf_bytes(&park->eum)};
	make_eid((size_t)(device - park->devices), eid);
	*device = (struct device){.certificate = buf_make(FILE_MAX), .key = buf_make(FILE_MAX)};
	TRY(issue_set_name(&t, "serialNumber", eid));
	TRY(private_key_generate(CURVE_P256, &key));
	TRY(issue_certificate(&t, key, &issuer, &entropy, &device->certificate));
	return put_key(key, &device->key);
}

static enum err make_all(struct device_park *park, const struct world *world, size_t n)
{
	CLEANUP(private_key_free) struct private_key *eum_key = NULL;
	TRY(load(world, "world/pki/p256/ci.pem", &park->ci));
	TRY(load(world, "world/pki/p256/eum.pem", &park->eum));
	park->trusted = buf_bytes(&park->ci);
	TRY(load_eum_key(world, &eum_key));
	for (park->n = 0; park->n < n; park->n++)
		TRY(make_device(park, eum_key, &park->devices[park->n]));
	return OK;
}

enum err device_park_make(struct device_park *park, const struct world *world, size_t n)
{
	*park = (struct device_park){};
	(void)snprintf(park->address, sizeof(park->address), "localhost:%u", world->es9p_port);
	(void)snprintf(park->connect, sizeof(park->connect), "127.0.0.1:%u", world->es9p_port);
	enum err e = make_all(park, world, n);
	if (e != OK)
		figure_note("no devices: %s", err_name(e));
	return e;
}

void device_park_free(struct device_park *park)
{
	for (size_t i = 0; i < DEVICES_MAX; i++) {
		buf_free(&park->devices[i].certificate);
		buf_free(&park->devices[i].key);
	}
	buf_free(&park->ci);
	buf_free(&park->eum);
}

enum err device_card(const struct device_park *park, size_t number, struct entropy *entropy,
		     struct euicc *card)
{
	const struct device *device = &park->devices[number];
	euicc_init(card, entropy);
	TRY(euicc_add_ci(card, buf_bytes(&park->ci)));
	return euicc_add_identity(card, buf_bytes(&device->certificate), buf_bytes(&device->key),
				  buf_bytes(&park->eum));
}

struct lpa_config device_lpa_config(const struct device_park *park, struct euicc *card)
{
	return (struct lpa_config){
		.card = {.transmit = apdu_transmit_ctx, .ctx = card},
		.trust = {.certificates = &park->trusted, .certificate_count = 1},
		.connect = park->connect,
		.clock = clock_system()};
}

/* The next request goes over a new connection. */
static void hang_up(void *lpa_ctx, const char *step)
{
	static const char *const last_of_request[] = {"ES9+.AuthenticateClient",
						      "ES9+.GetBoundProfilePackage",
						      "ES10b.LoadBoundProfilePackage"};
	struct lpa *lpa = lpa_ctx;
	const struct http_client_config config = {.connect = lpa->config.connect};
	struct http_client *fresh = NULL;
	for (size_t i = 0; i < sizeof(last_of_request) / sizeof(last_of_request[0]); i++) {
		if (strcmp(step, last_of_request[i]) != 0 || http_client_new(&config, &fresh) != OK)
			continue;
		http_client_free(&lpa->http);
		lpa->http = fresh;
	}
}

static enum err download(struct lpa *lpa, const struct device_park *park,
			 const struct es2p_order *order)
{
	struct lpa_result result = {};
	const struct lpa_order what = {.smdp_address = park->address,
				       .matching_id = order->matching_id,
				       .cancel = LPA_CANCEL_NOT};
	enum err e = lpa_download(lpa, &what, &result);
	if (e == OK && !result.notification_sent)
		e = ERR_DENIED;
	if (e != OK)
		figure_note("%s: %s", lpa->problem.step ? lpa->problem.step : "download",
			    lpa->problem.text);
	return e;
}

enum err device_download(const struct device_park *park, size_t number,
			 const struct es2p_order *order, unsigned connections)
{
	struct entropy entropy = entropy_system();
	CLEANUP(euicc_free) struct euicc card = {};
	CLEANUP(lpa_free) struct lpa lpa = {.channel = LPA_CHANNEL_NONE};
	TRY(device_card(park, number, &entropy, &card));
	struct lpa_config config = device_lpa_config(park, &card);
	if (connections > 1)
		config.observer = (struct lpa_observer){.step = hang_up, .ctx = &lpa};
	enum err e = lpa_init(&lpa, &config);
	if (e != OK) {
		figure_note("LPA: %s", lpa.problem.text);
		return e;
	}
	return download(&lpa, park, order);
}
