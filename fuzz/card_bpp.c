/* SPDX-License-Identifier: Apache-2.0 */
/* Bound profile packages at a card that waits for one. The input says what is in the protected
 * parts, which are then sealed as they should be, so that their readers are reached; what is wrong
 * with the protection; which bytes are changed after all; and in what pieces the package comes.
 * Covers: card/bpp_loader.c card/secure_channel.c card/installation_result.c
 *  card/es8p_configure_isdp.c card/es8p_initialise_secure_channel.c
 *  card/es8p_load_profile_elements.c card/es8p_replace_session_keys.c
 *  card/es8p_store_metadata.c */
#include "card/bpp_loader.h"

#include "base/limits.h"
#include "card_world.h"
#include "input.h"
#include "round_trip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { PPK = 1, SIGN_BADLY = 2, DAMAGE = 4, RAW = 8, CUT = 16 };

struct parts {
	struct buf metadata, package;
};

static struct bytes or_standard(struct bytes given, const struct buf *standard)
{
	return given.len > 0 ? given : buf_bytes(standard);
}

/* The package that the script describes. */
static void bind(struct card_world *w, const struct parts *standard, uint8_t flags,
		 struct bytes *in, struct buf *out)
{
	struct card_world_bpp plan = {.ppk = flags & PPK, .sign_badly = flags & SIGN_BADLY};
	for (size_t i = 0; i < CARD_WORLD_SEQUENCES; i++)
		plan.faults[i] = input_u8(in) % (CARD_WORLD_COUNTER + 1);
	plan.extra = input_u8(in) % 3 - 1;
	plan.metadata_cut = input_u8(in);
	plan.channel.host_id = input_take(in, input_u8(in) % 17);
	if (plan.channel.host_id.len == 0)
		plan.channel.host_id = (struct bytes){};
	struct bytes configure = input_take(in, input_u8(in)), replace = {};
	plan.configure = configure.len > 0 ? configure : plan.configure;
	plan.metadata = or_standard(input_block(in), &standard->metadata);
	replace = input_take(in, input_u8(in));
	plan.replace = replace.len > 0 ? replace : plan.replace;
	plan.package = or_standard(input_block(in), &standard->package);
	card_world_bind(w, &plan, out);
}

/* The next command's data: as an LPA cuts a package, or in pieces of `piece_max`. */
static struct bytes next_piece(struct es10b_bpp_pieces *walk, size_t piece_max)
{
	struct bytes piece = {};
	if (piece_max == 0 && es10b_bpp_pieces_next(walk, &piece) == OK)
		return piece;
	return input_take(&walk->rest, piece_max ? piece_max : walk->rest.len);
}

/* All of it, until the card gives its result; is the profile installed? */
static bool load(struct card_world *w, struct bytes bpp, size_t piece_max)
{
	CLEANUP(buf_free) struct buf result = buf_make(FUZZ_MAX);
	struct es10b_bpp_pieces walk = {};
	if (es10b_bpp_pieces_start(bpp, &walk) != OK)
		walk = (struct es10b_bpp_pieces){.rest = bpp};
	while (walk.rest.len > 0 && result.len == 0)
		if (bpp_loader_take(&w->card, next_piece(&walk, piece_max), &result) != OK)
			return false;
	return result.len > 0 && card_world_result(w, buf_bytes(&result)).success;
}

static void one_package(struct card_world *w, const struct parts *standard, struct bytes *in)
{
	CLEANUP(buf_free) struct buf bpp = buf_make(4 * LIMIT_PROFILE_PACKAGE);
	uint8_t flags = input_u8(in);
	size_t piece_max = flags & CUT ? 1 + (size_t)input_u16(in) : 0;
	size_t before = w->card.n_profiles;
	card_world_begin(w);
	if (flags & RAW)
		must(buf_put(&bpp, input_take(in, in->len)) == OK);
	else
		bind(w, standard, flags, in, &bpp);
	if (flags & DAMAGE)
		input_damage(in, bpp.ptr, bpp.len);
	bool installed = load(w, buf_bytes(&bpp), piece_max);
	must(w->card.n_profiles == before + installed);
	must(!installed || w->card.session.state == CARD_SESSION_NONE);
	must(!(installed && flags & SIGN_BADLY));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct card_world w;
	static struct parts standard;
	struct bytes in = bytes_from(data, len);
	if (w.pki.now_ms == 0) {
		card_world_make(&w, CURVE_P256);
		standard.metadata = buf_make(LIMIT_PROFILE_PACKAGE);
		standard.package = buf_make(LIMIT_PROFILE_PACKAGE);
		card_world_metadata(NULL, 1, &standard.metadata);
		card_world_package(1, &standard.package);
	}
	euicc_free(&w.card);
	w.entropy = entropy_counted(1);
	card_world_card(&w.card, &w.pki, &w.entropy);
	while (in.len > 0)
		one_package(&w, &standard, &in);
	(void)!euicc_reset(&w.card);
	return 0;
}
