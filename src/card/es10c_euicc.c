/* SPDX-License-Identifier: Apache-2.0 */
/* ES10c.eUICCMemoryReset and GetEID (SGP.22 §5.7.19, §5.7.20). */
#include "msg/es10c_euicc.h"

#include "card/es10_handler.h"
#include "msg/es10_function.h"
#include "msg/es8p_store_metadata.h"

/* Profiles are deleted whatever their state and rules are (§5.7.19). */
static bool is_meant(const struct euicc_profile *p, uint64_t options)
{
	struct es8p_store_metadata m = {.profile_class = RSP_CLASS_OPERATIONAL};
	if (es8p_store_metadata_decode(buf_bytes(&p->metadata), &m) != OK)
		return false;
	if (m.profile_class == RSP_CLASS_OPERATIONAL)
		return options & ES10C_DELETE_OPERATIONAL_PROFILES;
	return m.profile_class == RSP_CLASS_TEST &&
	       (options & ES10C_DELETE_FIELD_LOADED_TEST_PROFILES);
}

static enum err delete_profiles(struct euicc *e, uint64_t options, size_t *deleted)
{
	size_t i = 0;
	while (i < e->n_profiles) {
		if (!is_meant(e->profiles[i], options)) {
			i++;
			continue;
		}
		TRY(euicc_delete_profile(e, e->profiles[i]));
		(*deleted)++;
	}
	return OK;
}

enum err card_euicc_memory_reset(struct euicc *e, struct bytes request, struct buf *response)
{
	uint64_t options = 0;
	size_t deleted = 0;
	TRY(es10c_euicc_memory_reset_request_decode(request, &options));
	TRY(delete_profiles(e, options, &deleted));
	if ((options & ES10C_RESET_DEFAULT_SMDP_ADDRESS) && e->default_smdp_address[0] != '\0') {
		e->default_smdp_address[0] = '\0';
		e->changed = true;
		deleted++;
	}
	return es10_result_encode(ES10C_EUICC_MEMORY_RESET, deleted ? ES10_OK : ES10_NOT_FOUND,
				  response);
}

enum err card_get_eid(struct euicc *e, struct bytes request, struct buf *response)
{
	TRY(es10c_get_eid_request_decode(request));
	return es10c_get_eid_response_encode(BYTES_OF(e->eid), response);
}
