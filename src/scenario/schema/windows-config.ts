/** From `windows` of a file to a computer with the Windows system. */

import type { Address } from '../../base/address.ts';
import { SECOND } from '../../base/time.ts';
import type { HostConfig } from '../../host/config.ts';
import type { MachineCertificates, WindowsSystem } from '../../host/windows/system.ts';
import { TIMER_PROFILES } from '../../ike/timers.ts';
import type { HostCredentials } from './authentication-config.ts';
import { certificateMethod } from './certificate-config.ts';
import type { HostDocument } from './peer-schema.ts';
import type { Report } from './report.ts';
import type { ReadSecretFile } from './secrets.ts';
import type { WindowsDocument } from './windows-schema.ts';
import type { YamlSource } from './yaml-source.ts';

/** What the process around such a host needs; paths are as the file has them. */
export interface WindowsFiles {
  readonly store: string;
  /** The directory's file; undefined: the computer is in no domain. */
  readonly directory: string | undefined;
  /** Lines of netsh for an empty local store. */
  readonly script: readonly string[];
  /** The file, to say where a line of it is wrong. */
  readonly source: YamlSource;
}

/** Where the stores of a host are, and what fills them. */
export function windowsFiles(
  { name, windows }: HostDocument,
  source: YamlSource,
): WindowsFiles | undefined {
  if (windows === undefined) return undefined;
  const { store = `${name}.policy`, directory, netsh } = windows;
  return { store, directory, script: netsh, source };
}

/** The system of a host; undefined after at least one report, or where the file says none. */
export function windowsSystem(
  { document, kerberos }: HostCredentials,
  readFile: ReadSecretFile,
  note: Report,
): WindowsSystem | undefined {
  const { windows } = document;
  if (windows === undefined) return undefined;
  refuseOwnPolicy(document, note);
  refuseIpv6(document, windows, note);
  const certificates = machineCertificates(document, readFile, note);
  const { service, bootTime = 0, connection, audit, disableIkeAudits } = windows;
  const { dns, wins, dhcp, gateway } = windows.servers;
  return {
    agent: { service, bootMilliseconds: bootTime * SECOND, connection, audit, disableIkeAudits },
    servers: { DNS: dns, WINS: wins, DHCP: dhcp, GATEWAY: gateway },
    natTraversal: windows.nat,
    ...(document.profile === 'lab' && { timers: TIMER_PROFILES.lab }),
    ...(document.kerberos && { kerberos }),
    ...(certificates && { certificates }),
  };
}

const OWN_POLICY = ['peers', 'policies', 'manual', 'presharedKeys'] as const;

function refuseOwnPolicy(document: HostDocument, note: Report): void {
  for (const list of OWN_POLICY) {
    if (document[list].length === 0) continue;
    const message = `a host with windows: has its peers and filters from its policy stores. Take ${list} out, or windows.`;
    note([list], message, 'key');
  }
}

function refuseIpv6(document: HostDocument, windows: WindowsDocument, note: Report): void {
  const refuse = (addresses: readonly Address[], ...path: string[]): void => {
    for (const [i, { version, text }] of addresses.entries()) {
      if (version === 4) continue;
      note([...path, i], `${text} is IPv6, for which Windows Server 2003 has no IPsec policy.`);
    }
  };
  refuse(document.addresses, 'addresses');
  for (const [server, addresses] of Object.entries(windows.servers)) {
    refuse(addresses, 'windows', 'servers', server);
  }
}

function machineCertificates(
  { certificate }: HostDocument,
  readFile: ReadSecretFile,
  note: Report,
): MachineCertificates | undefined {
  if (certificate === undefined) return undefined;
  const here = { document: certificate, at: ['certificate'] };
  const method = certificateMethod(here, undefined, readFile, note);
  return method && { own: method.certificates, trust: method.trust };
}

/** Policy files of Windows permit what no filter matches. */
export function unmatchedOf(document: HostDocument, note: Report): HostConfig['unmatched'] {
  if (document.windows !== undefined && document.unmatched === 'block') {
    const message = 'Windows permits packets that no filter matches. Block them by a filter.';
    note(['unmatched'], message);
  }
  return document.unmatched;
}
