/**
 * Windows' error codes of IKE, 13800 to 13883, in Espial's words: code, short name, text. Codes and
 * names are verified (Microsoft's list of system error codes); 13884 and up came after Windows Server
 * 2003 and are never shown.
 */

export interface IkeErrorRow {
  /** Without `ERROR_IPSEC_IKE_`. */
  readonly name: string;
  readonly text: string;
}

type Row = readonly [code: number, name: string, text: string];

const ROWS: readonly Row[] = [
  [13800, 'NEG_STATUS_BEGIN', 'The range of IKE errors begins here'],
  [13801, 'AUTH_FAIL', 'The credentials are not acceptable to IKE'],
  [13802, 'ATTRIB_FAIL', 'The security attributes are not acceptable to IKE'],
  [13803, 'NEGOTIATION_PENDING', 'The IKE negotiation is still in progress'],
  [13804, 'GENERAL_PROCESSING_ERROR', 'General error in IKE processing'],
  [13805, 'TIMED_OUT', 'The negotiation timed out'],
  [13806, 'NO_CERT', 'IKE found no valid certificate of this computer'],
  [13807, 'SA_DELETED', 'The peer deleted the IKE SA before it was complete'],
  [13808, 'SA_REAPED', 'The IKE SA was deleted here before it was complete'],
  [13809, 'MM_ACQUIRE_DROP', 'The request for a negotiation waited too long in the queue'],
  [13810, 'QM_ACQUIRE_DROP', 'The request for a quick mode waited too long in the queue'],
  [13811, 'QUEUE_DROP_MM', 'The queued request waited too long for its main mode'],
  [13812, 'QUEUE_DROP_NO_MM', 'The queued request waited too long and no main mode was there'],
  [13813, 'DROP_NO_RESPONSE', 'The peer does not respond'],
  [13814, 'MM_DELAY_DROP', 'The main mode took too long'],
  [13815, 'QM_DELAY_DROP', 'The quick mode took too long'],
  [13816, 'ERROR', 'Unknown IKE error'],
  [13817, 'CRL_FAILED', 'The revocation check of a certificate failed'],
  [13818, 'INVALID_KEY_USAGE', "The certificate's key usage does not allow this"],
  [13819, 'INVALID_CERT_TYPE', 'The certificate is of the wrong type'],
  [13820, 'NO_PRIVATE_KEY', 'The certificate of this computer has no private key'],
  [13821, 'SIMULTANEOUS_REKEY', 'Both sides renewed the SA at the same time'],
  [13822, 'DH_FAIL', 'The Diffie-Hellman computation failed'],
  [13823, 'CRITICAL_PAYLOAD_NOT_RECOGNIZED', 'A critical payload is not known'],
  [13824, 'INVALID_HEADER', 'The message header is not valid'],
  [13825, 'NO_POLICY', 'No policy is configured for this'],
  [13826, 'INVALID_SIGNATURE', 'The signature could not be verified'],
  [13827, 'KERBEROS_ERROR', 'Authentication by Kerberos failed'],
  [13828, 'NO_PUBLIC_KEY', "The peer's certificate has no public key"],
  [13829, 'PROCESS_ERR', 'Error while a payload was processed'],
  [13830, 'PROCESS_ERR_SA', 'Error while the SA payload was processed'],
  [13831, 'PROCESS_ERR_PROP', 'Error while the proposal payload was processed'],
  [13832, 'PROCESS_ERR_TRANS', 'Error while the transform payload was processed'],
  [13833, 'PROCESS_ERR_KE', 'Error while the key exchange payload was processed'],
  [13834, 'PROCESS_ERR_ID', 'Error while the identity payload was processed'],
  [13835, 'PROCESS_ERR_CERT', 'Error while the certificate payload was processed'],
  [13836, 'PROCESS_ERR_CERT_REQ', 'Error while the certificate request was processed'],
  [13837, 'PROCESS_ERR_HASH', 'Error while the hash payload was processed'],
  [13838, 'PROCESS_ERR_SIG', 'Error while the signature payload was processed'],
  [13839, 'PROCESS_ERR_NONCE', 'Error while the nonce payload was processed'],
  [13840, 'PROCESS_ERR_NOTIFY', 'Error while the notify payload was processed'],
  [13841, 'PROCESS_ERR_DELETE', 'Error while the delete payload was processed'],
  [13842, 'PROCESS_ERR_VENDOR', 'Error while the vendor ID payload was processed'],
  [13843, 'INVALID_PAYLOAD', 'A payload that is not valid was received'],
  [13844, 'LOAD_SOFT_SA', 'A soft SA was loaded'],
  [13845, 'SOFT_SA_TORN_DOWN', 'The soft SA was torn down'],
  [13846, 'INVALID_COOKIE', 'A message with a cookie that is not valid was received'],
  [13847, 'NO_PEER_CERT', 'The peer sent no valid certificate'],
  [13848, 'PEER_CRL_FAILED', "The revocation check of the peer's certificate failed"],
  [13849, 'POLICY_CHANGE', 'New policy made the SAs of the old policy invalid'],
  [13850, 'NO_MM_POLICY', 'No main mode policy is there'],
  [13851, 'NOTCBPRIV', 'The privilege to act as part of the system is missing'],
  [13852, 'SECLOADFAIL', 'The security package did not load'],
  [13853, 'FAILSSPINIT', 'The security support provider did not start'],
  [13854, 'FAILQUERYSSP', 'The security support provider did not answer'],
  [13855, 'SRVACQFAIL', 'Kerberos credentials of this computer could not be acquired'],
  [13856, 'SRVQUERYCRED', 'Kerberos credentials could not be queried'],
  [13857, 'GETSPIFAIL', 'No SPI for the inbound SA: the driver likely has no matching filter'],
  [13858, 'INVALID_FILTER', 'The filter is not valid'],
  [13859, 'OUT_OF_MEMORY', 'Out of memory'],
  [13860, 'ADD_UPDATE_KEY_FAILED', 'The driver did not take the SA: the negotiation was too slow'],
  [13861, 'INVALID_POLICY', 'The policy is not valid'],
  [13862, 'UNKNOWN_DOI', 'The domain of interpretation is not known'],
  [13863, 'INVALID_SITUATION', 'The situation is not valid'],
  [13864, 'DH_FAILURE', 'The Diffie-Hellman exchange failed'],
  [13865, 'INVALID_GROUP', 'The Diffie-Hellman group is not valid'],
  [13866, 'ENCRYPT', 'Error while a payload was encrypted'],
  [13867, 'DECRYPT', 'Error while a payload was decrypted'],
  [13868, 'POLICY_MATCH', 'The policies of the two sides have nothing in common'],
  [13869, 'UNSUPPORTED_ID', 'The type of identity is not supported'],
  [13870, 'INVALID_HASH', 'The hash verification failed'],
  [13871, 'INVALID_HASH_ALG', 'The hash algorithm is not valid'],
  [13872, 'INVALID_HASH_SIZE', 'The hash has the wrong size'],
  [13873, 'INVALID_ENCRYPT_ALG', 'The encryption algorithm is not valid'],
  [13874, 'INVALID_AUTH_ALG', 'The authentication algorithm is not valid'],
  [13875, 'INVALID_SIG', 'The signature of the certificate is not valid'],
  [13876, 'LOAD_FAILED', 'The load failed'],
  [13877, 'RPC_DELETE', 'Deleted by a call from outside'],
  [13878, 'BENIGN_REINIT', 'A temporary state was made to begin anew; this is no failure'],
  [13879, 'INVALID_RESPONDER_LIFETIME_NOTIFY', "The responder's lifetime is below the least one"],
  [13880, 'INVALID_MAJOR_VERSION', 'The IKE version is not one that this computer speaks'],
  [13881, 'INVALID_CERT_KEYLEN', "The key in the peer's certificate has the wrong length"],
  [13882, 'MM_LIMIT', 'Too many main mode SAs'],
  [13883, 'NEGOTIATION_DISABLED', 'The negotiation is disabled'],
];

/** Every error of IKE by its code. */
export const IKE_ERRORS: ReadonlyMap<number, IkeErrorRow> = new Map(
  ROWS.map(([code, name, text]) => [code, { name, text }]),
);

/** The text of an error with its code: `The hash verification failed (13870)`. */
export function ikeErrorText(code: number): string {
  return `${IKE_ERRORS.get(code)?.text ?? 'Error'} (${code})`;
}
