/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of reasons. A failure that CancelSession knows by the same name is reported with its
 * codes, any other as an execution error of the package: the standard has no code for each, and the
 * operator gets the whole result (resultData) with it.
 */
#include "smdpp/device_reason.h"

#include "base/mutant.h"
#include "msg/es10b_cancel_session.h"
#include "msg/es10b_load_bound_profile_package.h"

#define CODE(...)                                                                                  \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}
#define STAYS                                                                                      \
	PROFILE_EVENTS,                                                                            \
	{                                                                                          \
	}

/* The last four before undefinedReason answer what an SM-DP+ of version 2 never offers. */
const struct device_reason device_reason_cancellations[] = {
	{"device_reason.cancel_end_user_rejection", ES10B_CANCEL_END_USER_REJECTION,
	 "endUserRejection", ON_REJECTED, CODE("8.8.5", "3.8", "The end user has rejected it")},
	{"device_reason.cancel_postponed", ES10B_CANCEL_POSTPONED, "postponed", STAYS},
	{"device_reason.cancel_timeout", ES10B_CANCEL_TIMEOUT, "timeout", STAYS},
	{"device_reason.cancel_ppr_not_allowed", ES10B_CANCEL_PPR_NOT_ALLOWED, "pprNotAllowed",
	 ON_REJECTED, CODE("8.2.8", "1.2", "The device does not allow the profile policy rules")},
	{"device_reason.cancel_metadata_mismatch", ES10B_CANCEL_METADATA_MISMATCH,
	 "metadataMismatch", ON_REJECTED,
	 CODE("8.2.9", "3.11", "The metadata is not what the device was told before")},
	{"device_reason.cancel_load_bpp_execution_error", ES10B_CANCEL_LOAD_BPP_EXECUTION_ERROR,
	 "loadBppExecutionError", ON_REJECTED,
	 CODE("8.2.10", "4.2", "The eUICC has failed to load the package")},
	{"device_reason.cancel_session_aborted", ES10B_CANCEL_SESSION_ABORTED, "sessionAborted",
	 STAYS},
	{"device_reason.cancel_enterprise_profiles_not_supported",
	 ES10B_CANCEL_ENTERPRISE_PROFILES_NOT_SUPPORTED, "enterpriseProfilesNotSupported",
	 ON_REJECTED, CODE("8.2.13", "3.1", "The device does not support enterprise profiles")},
	{"device_reason.cancel_enterprise_rules_not_allowed",
	 ES10B_CANCEL_ENTERPRISE_RULES_NOT_ALLOWED, "enterpriseRulesNotAllowed", ON_REJECTED,
	 CODE("8.2.13", "1.2", "The device does not allow the enterprise rules")},
	{"device_reason.cancel_enterprise_profile_not_allowed",
	 ES10B_CANCEL_ENTERPRISE_PROFILE_NOT_ALLOWED, "enterpriseProfileNotAllowed", ON_REJECTED,
	 CODE("8.2.13", "3.8", "The device does not allow an enterprise profile")},
	{"device_reason.cancel_enterprise_oid_mismatch", ES10B_CANCEL_ENTERPRISE_OID_MISMATCH,
	 "enterpriseOidMismatch", ON_REJECTED,
	 CODE("8.2.13", "3.12", "The profile is of another enterprise")},
	{"device_reason.cancel_enterprise_rules_error", ES10B_CANCEL_ENTERPRISE_RULES_ERROR,
	 "enterpriseRulesError", ON_REJECTED,
	 CODE("8.2.13", "3.8", "The enterprise rules are in error")},
	{"device_reason.cancel_enterprise_profiles_only", ES10B_CANCEL_ENTERPRISE_PROFILES_ONLY,
	 "enterpriseProfilesOnly", ON_REJECTED,
	 CODE("8.2.13", "3.8", "The device takes enterprise profiles only")},
	{"device_reason.cancel_lpr_not_supported", ES10B_CANCEL_LPR_NOT_SUPPORTED,
	 "lprNotSupported", ON_REJECTED, CODE("8.2.14", "3.1", "The device has no LPR")},
	{"device_reason.cancel_lpr_network_data_not_allowed",
	 ES10B_CANCEL_LPR_NETWORK_DATA_NOT_ALLOWED, "lprNetworkDataNotAllowed", ON_REJECTED,
	 CODE("8.8.6", "3.8", "The device does not allow network data to the LPR")},
	{"device_reason.cancel_empty_profile_or_sp_name", ES10B_CANCEL_EMPTY_PROFILE_OR_SP_NAME,
	 "emptyProfileOrSpName", ON_REJECTED,
	 CODE("8.2.9", "3.8", "The name of the profile or of its provider is empty")},
	{"device_reason.cancel_rpm_disabled", ES10B_CANCEL_RPM_DISABLED, "rpmDisabled", STAYS},
	{"device_reason.cancel_invalid_rpm_package", ES10B_CANCEL_INVALID_RPM_PACKAGE,
	 "invalidRpmPackage", STAYS},
	{"device_reason.cancel_load_rpm_package_error", ES10B_CANCEL_LOAD_RPM_PACKAGE_ERROR,
	 "loadRpmPackageError", STAYS},
	{"device_reason.cancel_operation_abandoned", ES10B_CANCEL_OPERATION_ABANDONED,
	 "operationAbandoned", STAYS},
	{"device_reason.cancel_undefined_reason", ES10B_CANCEL_UNDEFINED_REASON, "undefinedReason",
	 ON_REJECTED, CODE("8", "4.2", "The device gives no reason")},
};
const size_t device_reason_cancellations_n =
	sizeof(device_reason_cancellations) / sizeof(device_reason_cancellations[0]);

const struct device_reason device_reason_failures[] = {
	{"device_reason.install_incorrect_input_values", ES10B_INCORRECT_INPUT_VALUES,
	 "incorrectInputValues", ON_INSTALL_FAILED,
	 CODE("8.2.10", "4.2", "incorrect input values")},
	{"device_reason.install_invalid_signature", ES10B_INVALID_SIGNATURE, "invalidSignature",
	 ON_INSTALL_FAILED, CODE("8.2.10", "4.2", "invalid signature")},
	{"device_reason.install_invalid_transaction_id", ES10B_INVALID_TRANSACTION_ID,
	 "invalidTransactionId", ON_INSTALL_FAILED, CODE("8.2.10", "4.2", "invalid transactionId")},
	{"device_reason.install_unsupported_crt_values", ES10B_UNSUPPORTED_CRT_VALUES,
	 "unsupportedCrtValues", ON_INSTALL_FAILED,
	 CODE("8.2.10", "4.2", "unsupported CRT values")},
	{"device_reason.install_unsupported_remote_operation_type",
	 ES10B_UNSUPPORTED_REMOTE_OPERATION_TYPE, "unsupportedRemoteOperationType",
	 ON_INSTALL_FAILED, CODE("8.2.10", "4.2", "unsupported remote operation type")},
	{"device_reason.install_unsupported_profile_class", ES10B_UNSUPPORTED_PROFILE_CLASS,
	 "unsupportedProfileClass", ON_INSTALL_FAILED,
	 CODE("8.2.10", "4.2", "unsupported profile class")},
	{"device_reason.install_scp03t_structure_error", ES10B_SCP03T_STRUCTURE_ERROR,
	 "scp03tStructureError", ON_INSTALL_FAILED,
	 CODE("8.2.10", "4.2", "SCP03t structure error")},
	{"device_reason.install_scp03t_security_error", ES10B_SCP03T_SECURITY_ERROR,
	 "scp03tSecurityError", ON_INSTALL_FAILED, CODE("8.2.10", "4.2", "SCP03t security error")},
	{"device_reason.install_iccid_already_exists", ES10B_ICCID_ALREADY_EXISTS,
	 "installFailedDueToIccidAlreadyExistsOnEuicc", ON_INSTALL_FAILED,
	 CODE("8.2.10", "4.2", "the ICCID is on the eUICC already")},
	{"device_reason.install_insufficient_memory", ES10B_INSUFFICIENT_MEMORY,
	 "installFailedDueToInsufficientMemoryForProfile", ON_INSTALL_INTERRUPTED,
	 CODE("8.2.10", "4.2", "insufficient memory")},
	{"device_reason.install_interruption", ES10B_INTERRUPTION, "installFailedDueToInterruption",
	 ON_INSTALL_INTERRUPTED, CODE("8.2.10", "4.2", "interruption")},
	{"device_reason.install_pe_processing_error", ES10B_PE_PROCESSING_ERROR,
	 "installFailedDueToPEProcessingError", ON_INSTALL_FAILED,
	 CODE("8.2.10", "4.2", "profile element processing error")},
	{"device_reason.install_data_mismatch", ES10B_DATA_MISMATCH,
	 "installFailedDueToDataMismatch", ON_INSTALL_FAILED,
	 CODE("8.2.10", "4.2", "data mismatch")},
	{"device_reason.install_test_profile_invalid_naa_key", ES10B_TEST_PROFILE_INVALID_NAA_KEY,
	 "testProfileInstallFailedDueToInvalidNaaKey", ON_INSTALL_FAILED,
	 CODE("8.2.10", "4.2", "test profile: invalid NAA key")},
	{"device_reason.install_ppr_not_allowed", ES10B_PPR_NOT_ALLOWED, "pprNotAllowed",
	 ON_INSTALL_FAILED, CODE("8.2.8", "1.2", "a profile policy rule is not allowed")},
	{"device_reason.install_enterprise_profiles_not_supported",
	 ES10B_ENTERPRISE_PROFILES_NOT_SUPPORTED, "enterpriseProfilesNotSupported",
	 ON_INSTALL_FAILED, CODE("8.2.13", "3.1", "enterprise profiles are not supported")},
	{"device_reason.install_enterprise_rules_not_allowed", ES10B_ENTERPRISE_RULES_NOT_ALLOWED,
	 "enterpriseRulesNotAllowed", ON_INSTALL_FAILED,
	 CODE("8.2.13", "1.2", "the enterprise rules are not allowed")},
	{"device_reason.install_enterprise_profile_not_allowed",
	 ES10B_ENTERPRISE_PROFILE_NOT_ALLOWED, "enterpriseProfileNotAllowed", ON_INSTALL_FAILED,
	 CODE("8.2.13", "3.8", "an enterprise profile is not allowed")},
	{"device_reason.install_enterprise_oid_mismatch", ES10B_ENTERPRISE_OID_MISMATCH,
	 "enterpriseOidMismatch", ON_INSTALL_FAILED,
	 CODE("8.2.13", "3.12", "the profile is of another enterprise")},
	{"device_reason.install_enterprise_rules_error", ES10B_ENTERPRISE_RULES_ERROR,
	 "enterpriseRulesError", ON_INSTALL_FAILED,
	 CODE("8.2.13", "3.8", "the enterprise rules are in error")},
	{"device_reason.install_enterprise_profiles_only", ES10B_ENTERPRISE_PROFILES_ONLY,
	 "enterpriseProfilesOnly", ON_INSTALL_FAILED,
	 CODE("8.2.13", "3.8", "enterprise profiles only")},
	{"device_reason.install_lpr_not_supported", ES10B_LPR_NOT_SUPPORTED, "lprNotSupported",
	 ON_INSTALL_FAILED, CODE("8.2.14", "3.1", "there is no LPR")},
	{"device_reason.install_unknown_tlv_in_metadata", ES10B_UNKNOWN_TLV_IN_METADATA,
	 "unknownTlvInMetadata", ON_INSTALL_FAILED,
	 CODE("8.2.10", "4.2", "unknown TLV in the metadata")},
	{"device_reason.install_insufficient_security_level", ES10B_INSUFFICIENT_SECURITY_LEVEL,
	 "installFailedDueToInsufficientMinimumSecurityLevel", ON_INSTALL_FAILED,
	 CODE("8.2.10", "4.2", "the security level is too low")},
	{"device_reason.install_server_address_not_allowed", ES10B_SERVER_ADDRESS_NOT_ALLOWED,
	 "installFailedDueToServerAddressAbsentInEuiccAllowList", ON_INSTALL_FAILED,
	 CODE("8.2.10", "4.2", "the server address is not in the eUICC's list")},
	{"device_reason.install_unknown_error", ES10B_UNKNOWN_ERROR,
	 "installFailedDueToUnknownError", ON_INSTALL_FAILED,
	 CODE("8.2.10", "4.2", "unknown error")},
};
const size_t device_reason_failures_n =
	sizeof(device_reason_failures) / sizeof(device_reason_failures[0]);

static const struct device_reason *find(const struct device_reason *rows, size_t n, uint64_t number)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].number == number && !mutant_off(rows[i].name))
			return &rows[i];
	return NULL;
}

const struct device_reason *device_reason_of_cancellation(uint64_t number)
{
	return find(device_reason_cancellations, device_reason_cancellations_n, number);
}

const struct device_reason *device_reason_of_failure(uint64_t number)
{
	return find(device_reason_failures, device_reason_failures_n, number);
}
