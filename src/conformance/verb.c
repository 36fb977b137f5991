/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of verbs.
 * No test of its own: every case of tests/conformance.sh uses it.
 */
#include "conformance/verb.h"

#include <string.h>

/* Several calls in a row; each takes from the step's wishes what is for it. */
static const struct conformance_step order[] = {
	{"DownloadOrder", NULL, NULL}, {"ConfirmOrder", "release=true", NULL}, {}};
static const struct conformance_step confirm[] = {
	{"DownloadOrder", NULL, NULL}, {"ConfirmOrder", "release=false", NULL}, {}};
static const struct conformance_step authenticate[] = {
	{"InitiateAuthentication", NULL, NULL}, {"AuthenticateClient", NULL, NULL}, {}};
static const struct conformance_step download[] = {{"InitiateAuthentication", NULL, NULL},
						   {"AuthenticateClient", NULL, NULL},
						   {"GetBoundProfilePackage", NULL, NULL},
						   {}};
static const struct conformance_step install[] = {{"InitiateAuthentication", NULL, NULL},
						  {"AuthenticateClient", NULL, NULL},
						  {"GetBoundProfilePackage", NULL, NULL},
						  {"InstallationResult", NULL, NULL},
						  {}};

static const struct verb verbs[] = {
	{"DownloadOrder", verb_download_order, NULL, "success"},
	{"ConfirmOrder", verb_confirm_order, NULL, "success"},
	{"CancelOrder", verb_cancel_order, NULL, "success"},
	{"ReleaseProfile", verb_release_profile, NULL, "success"},
	{"Progress", verb_progress, NULL, "success"},
	{"InitiateAuthentication", verb_initiate_authentication, NULL, "success"},
	{"AuthenticateClient", verb_authenticate_client, NULL, "success"},
	{"GetBoundProfilePackage", verb_get_bound_profile_package, NULL, "success"},
	{"CancelSession", verb_cancel_session, NULL, "success"},
	{"InstallationResult", verb_installation_result, NULL, "204"},
	{"Notification", verb_notification, NULL, "204"},
	{"RegisterEvent", verb_register_event, NULL, "success"},
	{"DeleteEvent", verb_delete_event, NULL, "success"},
	{"Card", verb_card, NULL, "success"},
	{"TLS", verb_tls, NULL, "success"},
	{"RootRegistered", verb_root_registered, NULL, "success"},
	{"RootDeleted", verb_root_deleted, NULL, "success"},
	{"POST", verb_post, NULL, "4xx"},
	{"order", NULL, order, NULL},
	{"confirm", NULL, confirm, NULL},
	{"authenticate", NULL, authenticate, NULL},
	{"download", NULL, download, NULL},
	{"install", NULL, install, NULL},
};

const struct verb *verb_find(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}
