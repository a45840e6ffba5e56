/** What a computer with the Windows Server 2003 IPsec system has of its own, besides its policy. */

import type { Address } from '../../base/address.ts';
import type {
  CertificateTrust,
  KerberosCredentials,
  OwnCertificate,
} from '../../ike/auth/credentials.ts';
import type { TimerProfile } from '../../ike/policy.ts';
import type { ActivePolicy, Environment } from '../../policy/compiled.ts';
import type { ServerType } from '../../policy/model.ts';
import type { WindowsConfig } from '../agent/ports.ts';

/** Its peers and filters come from policy, so its HostConfig has neither `peers` nor `policies`. */
export interface WindowsSystem {
  /** Undefined: no Policy Agent runs, and `policy` is in force from the start. */
  readonly agent?: WindowsConfig | undefined;
  /** What is in force from the start; no filters at all unless said. */
  readonly policy?: ActivePolicy | undefined;
  /** What its interfaces are; the agent's word goes before it. `lan` unless said. */
  readonly connection?: Environment['connection'] | undefined;
  /** The servers that it uses; none unless said. */
  readonly servers?: Partial<Readonly<Record<ServerType, readonly Address[]>>> | undefined;
  /** Its membership of a realm; in none unless said. */
  readonly kerberos?: KerberosCredentials | undefined;
  /** Its certificates and what it trusts; `rootca=` picks from them. None unless said. */
  readonly certificates?: MachineCertificates | undefined;
  /** Retransmission; `windows-2003` unless said. */
  readonly timers?: TimerProfile | undefined;
  /** `auto` unless said. */
  readonly natTraversal?: 'auto' | 'force' | 'off' | undefined;
}

/** The computer's store of certificates. */
export interface MachineCertificates {
  readonly own: readonly OwnCertificate[];
  readonly trust: CertificateTrust;
}
