/** SAs whose keys are set by hand (RFC 4301 4.5.1): no IKE makes them, renews them or ends them. */

import type { Address } from '../base/address.ts';
import type { Path } from '../base/batch.ts';
import type { Secret } from '../base/secret.ts';
import type { Instant } from '../base/time.ts';
import type { EncapsulationMode, TrafficSelector, TunnelHeaderPolicy } from '../base/traffic.ts';
import { checkSuite, espLayout, keyOctets, suiteLabel } from '../crypto/algorithms.ts';
import type { EspKeys, EspSuite } from '../crypto/provider.ts';
import type { Driver } from '../ipsec/driver.ts';
import type { SaPairParameters } from '../ipsec/sa/sa.ts';

/** One direction of a pair keyed by hand. */
export interface ManualHalf {
  readonly spi: number;
  readonly encryptionKey: Secret;
  readonly integrityKey: Secret;
}

/** A pair keyed by hand, for a policy entry that nobody negotiates. */
export interface ManualSa {
  readonly policy: string;
  readonly suite: EspSuite;
  readonly mode: EncapsulationMode;
  readonly selector: TrafficSelector;
  readonly localAddress: Address;
  readonly remoteAddress: Address;
  readonly inbound: ManualHalf;
  readonly outbound: ManualHalf;
  readonly tfcOctets: number;
  readonly tunnelHeader: TunnelHeaderPolicy;
}

/** Ids of these pairs: far above those that IKE counts up from 1. */
export const FIRST_MANUAL_ID = 1_000_000_000;

/**
 * Why a suite cannot be keyed by hand, or undefined: counter modes must never use a number twice
 * under one key, and after a restart they would (RFC 3686 7, RFC 4106 2, RFC 7634 5).
 */
export function faultOfManualSuite(suite: EspSuite): string | undefined {
  checkSuite(suite);
  if (keyOctets(suite).salt === 0) return undefined;
  return `${suiteLabel(suite)} cannot be keyed by hand: after a restart it would use the same numbers under the same key. Take a CBC suite`;
}

/** What is wrong with the keys of a half, or undefined. */
export function faultOfManualKeys(suite: EspSuite, half: ManualHalf): string | undefined {
  const needed = keyOctets(suite);
  const name = suiteLabel(suite);
  const encryption = half.encryptionKey.reveal().length;
  const integrity = half.integrityKey.reveal().length;
  if (encryption !== needed.encryption) {
    return `${name} takes ${keyText('encryption', needed.encryption)}, and has ${keyLength(encryption)}`;
  }
  if (integrity !== needed.integrity) {
    return `${name} takes ${keyText('integrity', needed.integrity)}, and has ${keyLength(integrity)}`;
  }
  return espLayout(suite).icvOctets === 0 ? `${name} protects nothing` : undefined;
}

function keyText(kind: 'encryption' | 'integrity', octets: number): string {
  return octets === 0 ? `no ${kind} key` : `an ${kind} key of ${octets} octets`;
}

function keyLength(octets: number): string {
  return octets === 0 ? 'none' : `one of ${octets}`;
}

/** What is wrong with the pairs of a configuration, or undefined. */
export function faultOfManualSas(sas: readonly ManualSa[]): string | undefined {
  const spis = new Set<number>();
  const served = new Set<string>();
  for (const sa of sas) {
    const { policy, suite, inbound, outbound } = sa;
    const fault =
      faultOfManualSuite(suite) ??
      faultOfManualKeys(suite, inbound) ??
      faultOfManualKeys(suite, outbound);
    if (fault !== undefined) return `"${policy}": ${fault}`;
    if (spis.has(inbound.spi)) return `"${policy}": its inbound SPI is taken`;
    if (served.has(policy)) return `"${policy}" has two pairs keyed by hand`;
    spis.add(inbound.spi);
    served.add(policy);
  }
  return undefined;
}

/** Installs all pairs that a configuration keys by hand. */
export function installManualSas(driver: Driver, sas: readonly ManualSa[], now: Instant): void {
  for (const [i, sa] of sas.entries()) {
    const inbound = { spi: sa.inbound.spi, keys: keysOf(sa.inbound) };
    const outbound = { spi: sa.outbound.spi, keys: keysOf(sa.outbound) };
    driver.install(parametersOf(sa, FIRST_MANUAL_ID + i), { inbound, outbound }, now);
  }
}

function keysOf(half: ManualHalf): EspKeys {
  const encryption = half.encryptionKey.reveal();
  return { encryption, salt: new Uint8Array(0), integrity: half.integrityKey.reveal() };
}

function parametersOf(sa: ManualSa, id: number): SaPairParameters {
  const { policy, suite, mode, selector, localAddress, remoteAddress } = sa;
  const path: Path = {
    carrier: 'link',
    local: { address: localAddress, port: 0 },
    remote: { address: remoteAddress, port: 0 },
  };
  return {
    id,
    policy,
    suite,
    mode,
    udpEncapsulated: false,
    selector,
    localAddress,
    remoteAddress,
    path,
    lifetimeSeconds: 0,
    lifetimeKilobytes: 0,
    lifetimePackets: 0,
    esn: false,
    tfcOctets: sa.tfcOctets,
    tunnelHeader: sa.tunnelHeader,
    // RFC 4303 3.3.3: no anti-replay, for after a restart the numbers begin anew under the same key.
    replayWindow: 0,
  };
}
