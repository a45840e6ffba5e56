/** Windows' names for what went wrong (system error codes 13800 to 13883). */

/** Windows' error codes of the 13800 range and their short names. */
export const WINDOWS = {
  AUTH_FAIL: { code: 13801, name: 'AUTH_FAIL' },
  ATTRIB_FAIL: { code: 13802, name: 'ATTRIB_FAIL' },
  GENERAL_PROCESSING_ERROR: { code: 13804, name: 'GENERAL_PROCESSING_ERROR' },
  TIMED_OUT: { code: 13805, name: 'TIMED_OUT' },
  SA_DELETED: { code: 13807, name: 'SA_DELETED' },
  SA_REAPED: { code: 13808, name: 'SA_REAPED' },
  NO_RESPONSE: { code: 13813, name: 'DROP_NO_RESPONSE' },
  NO_POLICY: { code: 13825, name: 'NO_POLICY' },
  PROCESS_ERR_KE: { code: 13833, name: 'PROCESS_ERR_KE' },
  PROCESS_ERR_ID: { code: 13834, name: 'PROCESS_ERR_ID' },
  INVALID_PAYLOAD: { code: 13843, name: 'INVALID_PAYLOAD' },
  POLICY_MATCH: { code: 13868, name: 'POLICY_MATCH' },
  INVALID_HASH: { code: 13870, name: 'INVALID_HASH' },
  INVALID_RESPONDER_LIFETIME: { code: 13879, name: 'INVALID_RESPONDER_LIFETIME_NOTIFY' },
  MM_LIMIT: { code: 13882, name: 'MM_LIMIT' },
} as const;
