/** From the `manual` list of a peer's file to the SAs that a host installs, with the checks between fields. */

import { fromHex, utf8Text } from '../../base/bytes.ts';
import { Secret } from '../../base/secret.ts';
import type { PolicyEntry } from '../../host/config.ts';
import {
  faultOfManualKeys,
  faultOfManualSuite,
  type ManualHalf,
  type ManualSa,
} from '../../host/manual.ts';
import type { KeyDocument, ManualDocument } from './manual-schema.ts';
import type { HostDocument } from './peer-schema.ts';
import type { Report } from './report.ts';
import type { ReadSecretFile } from './secrets.ts';
import { checkTunnelFields } from './tunnel-checks.ts';
import type { DataPath } from './yaml-source.ts';

/** The pairs keyed by hand; those that are wrong are reported and left out. */
export function manualSas(
  document: HostDocument,
  policies: readonly PolicyEntry[],
  readFile: ReadSecretFile,
  note: Report,
): ManualSa[] {
  checkPolicies(document, note);
  checkSpis(document, note);
  return document.manual.flatMap((manual, i) => {
    const at = ['manual', i];
    const entry = policies.find(({ name }) => name === manual.policy);
    const fault = faultOfManualSuite(manual.suite);
    if (fault !== undefined) note([...at, 'suite'], `${fault}.`);
    checkAddresses(document, manual, at, note);
    checkTunnelFields(manual, at, note);
    const inbound = half(manual, 'inbound', at, readFile, note);
    const outbound = half(manual, 'outbound', at, readFile, note);
    if (entry === undefined || inbound === undefined || outbound === undefined) return [];
    const { policy, suite, mode, local, remote, tfc, dscp, df, fragment } = manual;
    return [
      {
        policy,
        suite,
        mode,
        selector: entry.selector,
        localAddress: local,
        remoteAddress: remote,
        inbound,
        outbound,
        tfcOctets: tfc ?? 0,
        tunnelHeader: { dscp, df, fragment },
      },
    ];
  });
}

/** Each policy with action `manual` has one pair, and each pair such a policy. */
function checkPolicies(document: HostDocument, note: Report): void {
  const named = document.manual.map(({ policy }) => policy);
  for (const [i, name] of named.entries()) {
    const policy = document.policies.find((candidate) => candidate.name === name);
    const at = ['manual', i, 'policy'];
    if (policy === undefined)
      note(at, `there is no policy "${name}". Add one with action: manual.`);
    else if (policy.action !== 'manual') {
      note(at, `policy "${name}" has action: ${policy.action}. Write action: manual there.`);
    } else if (named.indexOf(name) !== i) {
      note(at, `manual[${named.indexOf(name)}] serves "${name}" already. Keep one.`);
    }
  }
  for (const [i, policy] of document.policies.entries()) {
    if (policy.action !== 'manual' || named.includes(policy.name)) continue;
    const message = `no pair in manual serves "${policy.name}". Add one with policy: ${policy.name}.`;
    note(['policies', i, 'name'], message);
  }
}

function checkSpis(document: HostDocument, note: Report): void {
  const spis = document.manual.map(({ inbound }) => inbound.spi);
  for (const [i, spi] of spis.entries()) {
    const first = spis.indexOf(spi);
    if (first === i) continue;
    const message = `manual[${first}] has this inbound SPI already, and the SPI alone tells SAs apart. Take another.`;
    note(['manual', i, 'inbound', 'spi'], message);
  }
}

function checkAddresses(
  document: HostDocument,
  { local, remote }: ManualDocument,
  at: DataPath,
  note: Report,
): void {
  if (!document.addresses.some(({ text }) => text === local.text)) {
    const own = document.addresses.map(({ text }) => text).join(', ');
    note([...at, 'local'], `${local.text} is not one of this host's addresses: ${own}.`);
  }
  if (document.addresses.some(({ text }) => text === remote.text)) {
    note([...at, 'remote'], `${remote.text} is this host's own address. Write the other end's.`);
  }
  if (local.version !== remote.version) {
    note([...at, 'remote'], 'local and remote are of two IP versions. Use one version.');
  }
}

function half(
  manual: ManualDocument,
  side: 'inbound' | 'outbound',
  at: DataPath,
  readFile: ReadSecretFile,
  note: Report,
): ManualHalf | undefined {
  const { spi, encryptionKey, integrityKey } = manual[side];
  const read = (key: KeyDocument | undefined, name: string): Secret | undefined => {
    try {
      return new Secret(key === undefined ? new Uint8Array(0) : keyOctetsOf(key, readFile));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      note([...at, side, name], `the key cannot be read: ${why.replace(/\.$/, '')}.`, 'key');
      return undefined;
    }
  };
  const encryption = read(encryptionKey, 'encryptionKey');
  const integrity = read(integrityKey, 'integrityKey');
  if (encryption === undefined || integrity === undefined) return undefined;
  const made = { spi, encryptionKey: encryption, integrityKey: integrity };
  const fault = faultOfManualKeys(manual.suite, made);
  if (fault === undefined) return made;
  note([...at, side], `${fault}.`, 'key');
  return undefined;
}

function keyOctetsOf(key: KeyDocument, readFile: ReadSecretFile): Uint8Array {
  if (key.hex !== undefined) return fromHex(key.hex);
  const digits = utf8Text(readFile(key.file!)).replace(/\s+/g, '');
  // What is wrong is told without the text: it may be a key for all that.
  if (!/^([0-9a-fA-F]{2})+$/.test(digits)) throw new Error('the file holds no hexadecimal digits');
  return fromHex(digits);
}
