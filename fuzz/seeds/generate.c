/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the seeds that no hand would write, into the directory that is the argument: a profile
 * package, a bound one, the state of a card that was interrupted, chains of certificates. Run by
 * `make fuzz-seeds` when their formats change; the keys in them are made anew and open nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "card/bpp_loader.h"
#include "card/state.h"
#include "card_world.h"
#include "pki/issue_crl.h"
#include "recipe_sample.h"
#include "sys/file.h"

enum { INTERRUPTED_AFTER = 3 }; /* pieces of a package */

static void must(enum err e)
{
	if (e != OK)
		abort();
}

static const char *path_of(const char *directory, const char *name)
{
	static char path[1024];
	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static void make_package(struct buf *out)
{
	struct saip_recipe recipe = recipe_sample();
	recipe.iccid = card_world_iccid(1);
	must(saip_recipe_build(&recipe, out));
}

static void make_bound(struct card_world *w, struct bytes package, struct buf *out)
{
	CLEANUP(buf_free) struct buf metadata = buf_make(LIMIT_PROFILE_PACKAGE);
	card_world_metadata(NULL, 1, &metadata);
	struct card_world_bpp plan = {
		.metadata = buf_bytes(&metadata), .package = package, .ppk = true};
	card_world_begin(w);
	card_world_bind(w, &plan, out);
}

static void load_in_part(struct card_world *w, struct bytes bound)
{
	struct es10b_bpp_pieces walk = {};
	struct bytes piece = {};
	must(es10b_bpp_pieces_start(bound, &walk));
	for (int i = 0; i < INTERRUPTED_AFTER; i++) {
		must(es10b_bpp_pieces_next(&walk, &piece));
		must(bpp_loader_take(&w->card, piece, &w->response));
	}
}

/* --- chains: CI, CRL, eUICC, EUM, and what else comes along -------------------------------- */

enum { CHAIN_MAX = 64 * 1024, HOUR_MS = 3600 * 1000 };

static void put(struct buf *out, const struct test_pki *pki, enum issue_kind kind)
{
	must(buf_put(out, buf_bytes(&pki->der[kind])));
}

static void put_crl(struct buf *out, struct test_pki *pki, enum issue_kind kind)
{
	struct certificate cert = {};
	must(certificate_parse(buf_bytes(&pki->der[kind]), &cert));
	const struct certificate *revoked[] = {&cert};
	const struct issue_issuer ci = {pki->keys[ISSUE_CI], buf_bytes(&pki->der[ISSUE_CI])};
	const struct crl_template t = {.this_update_ms = pki->now_ms - HOUR_MS,
				       .next_update_ms = pki->now_ms + HOUR_MS,
				       .number = "1",
				       .point = "http://ci.test.example.com/CRL-B.crl",
				       .revoked = revoked,
				       .revoked_n = 1};
	must(issue_crl(&t, &ci, out));
}

static void make_chain(const char *path, enum issue_variant variant, enum issue_kind revoked)
{
	struct test_pki pki = {};
	CLEANUP(buf_free) struct buf out = buf_make(CHAIN_MAX);
	test_pki_make_variant(&pki, CURVE_P256, variant);
	put(&out, &pki, ISSUE_CI);
	put_crl(&out, &pki, revoked);
	put(&out, &pki, ISSUE_EUICC);
	for (enum issue_kind by = issue_template_issuer(variant, ISSUE_EUICC); by != ISSUE_CI;
	     by = issue_template_issuer(variant, by))
		put(&out, &pki, by);
	must(file_write(path, buf_bytes(&out), 0644));
	test_pki_free(&pki);
}

static void make_chains(const char *directory)
{
	make_chain(path_of(directory, "chain/o.bin"), ISSUE_VARIANT_O, ISSUE_DPAUTH);
	make_chain(path_of(directory, "chain/o_revoked.bin"), ISSUE_VARIANT_O, ISSUE_EUM);
	make_chain(path_of(directory, "chain/c.bin"), ISSUE_VARIANT_C, ISSUE_DPAUTH);
	make_chain(path_of(directory, "chain/b_revoked.bin"), ISSUE_VARIANT_B, ISSUE_CI_SUB_CA);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	CLEANUP(card_world_free) struct card_world w = {};
	CLEANUP(buf_free) struct buf package = buf_make(LIMIT_PROFILE_PACKAGE);
	CLEANUP(buf_free) struct buf bound = buf_make(2 * LIMIT_PROFILE_PACKAGE);
	make_chains(argv[1]);
	card_world_make(&w, CURVE_P256);
	make_package(&package);
	must(file_write(path_of(argv[1], "saip/package.der"), buf_bytes(&package), 0644));
	card_world_install(&w, 2, (struct bytes){}, RSP_PPR1);
	make_bound(&w, buf_bytes(&package), &bound);
	must(file_write(path_of(argv[1], "es8p/bound.der"), buf_bytes(&bound), 0644));
	load_in_part(&w, buf_bytes(&bound));
	must(state_write(&w.card, path_of(argv[1], "card_state/card.json")));
	return 0;
}
