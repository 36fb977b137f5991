/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the seeds that no hand would write, into the directory that is the argument: a profile
 * package, a bound one, the state of a card that was interrupted. Run by `make fuzz-seeds` when
 * their formats change; the keys in them are made anew and open nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "card/bpp_loader.h"
#include "card/state.h"
#include "card_world.h"
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

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	CLEANUP(card_world_free) struct card_world w = {};
	CLEANUP(buf_free) struct buf package = buf_make(LIMIT_PROFILE_PACKAGE);
	CLEANUP(buf_free) struct buf bound = buf_make(2 * LIMIT_PROFILE_PACKAGE);
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
