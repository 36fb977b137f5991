/* SPDX-License-Identifier: Apache-2.0 */
/* What a card finds in a bound profile package, the pieces in which an LPA hands it over, and the
 * result.
 * Covers: msg/es10b_load_bound_profile_package.c msg/es8p_bound_profile_package.c
 *  msg/es8p_configure_isdp.c msg/es8p_initialise_secure_channel.c
 *  msg/es8p_replace_session_keys.c msg/es8p_store_metadata.c msg/rsp_type.c */
#include "msg/es10b_load_bound_profile_package.h"
#include "msg/es8p_bound_profile_package.h"
#include "msg/es8p_configure_isdp.h"
#include "msg/es8p_initialise_secure_channel.h"
#include "msg/es8p_replace_session_keys.h"
#include "msg/es8p_store_metadata.h"
#include "round_trip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

ROUND_TRIP_DER(es8p_bound_profile_package, struct es8p_bound_profile_package)
ROUND_TRIP_DER(es8p_initialise_secure_channel, struct es8p_initialise_secure_channel)
ROUND_TRIP_DER(es8p_configure_isdp, struct es8p_configure_isdp)
ROUND_TRIP_DER(es8p_store_metadata, struct es8p_store_metadata)
ROUND_TRIP_DER(es8p_replace_session_keys, struct es8p_replace_session_keys)
ROUND_TRIP_DER(es10b_profile_installation_result, struct es10b_profile_installation_result)
ROUND_TRIP_DER(es10b_profile_installation_result_data,
	       struct es10b_profile_installation_result_data)

/* One after the other, the pieces are the package. */
static void pieces(struct bytes in)
{
	struct es10b_bpp_pieces walk = {};
	struct bytes piece = {};
	size_t total = 0;
	if (es10b_bpp_pieces_start(in, &walk) != OK)
		return;
	while (walk.rest.len > 0) {
		if (es10b_bpp_pieces_next(&walk, &piece) != OK)
			return;
		must(piece.len > 0 && piece.ptr == in.ptr + total);
		total += piece.len;
	}
	must(total == in.len);
}

static void notification_configurations(struct bytes in)
{
	struct es8p_store_metadata metadata = {};
	struct rsp_notification_configuration c = {};
	if (es8p_store_metadata_decode(in, &metadata) != OK)
		return;
	struct bytes list = metadata.notification_configuration_info;
	while (list.len > 0 && rsp_notification_configuration_next(&list, &c) == OK)
		must(c.address.len <= in.len);
}

static void segments(struct bytes in)
{
	struct es8p_bound_profile_package package = {};
	struct tlv segment = {};
	if (es8p_bound_profile_package_decode(in, &package) != OK)
		return;
	while (package.sequence_of_86.len > 0 &&
	       es8p_segment_next(&package.sequence_of_86, 0x86, &segment) == OK)
		must(segment.tag == 0x86);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const targets[])(struct bytes) = {
		round_trip_es8p_bound_profile_package,
		round_trip_es8p_initialise_secure_channel,
		round_trip_es8p_configure_isdp,
		round_trip_es8p_store_metadata,
		round_trip_es8p_replace_session_keys,
		round_trip_es10b_profile_installation_result,
		round_trip_es10b_profile_installation_result_data,
		pieces,
		notification_configurations,
		segments,
	};
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		targets[i](bytes_from(data, len));
	return 0;
}
