/** A computer for `espial policy`, from whatever file holds its policy. */

import { parse } from 'node:path';
import { parseAddress } from '../base/address.ts';
import type { MachineCertificates } from '../host/windows/system.ts';
import { EdgeError } from '../net/errors.ts';
import { policyOfFile, policyOfStores } from '../netsh/edge/policy-of-file.ts';
import type { ComputerFacts } from '../policy/agree/computer.ts';
import type { Environment } from '../policy/compiled.ts';
import { loadPeerFile } from '../scenario/schema/load.ts';
import { nameText } from '../wire/distinguished-name.ts';

/** What is asked about a file. */
interface Wanted {
  /** Of the traffic's end; the file's first address, or `otherwise`, unless said. */
  readonly address: string | undefined;
  readonly otherwise: string;
  /** Which policy; the assigned one unless said. */
  readonly policy: string | undefined;
}

/**
 * A netsh script, an exported policy or a folder of stores says the policy alone: the computer then has
 * one address, is in a domain, and has a certificate of every root that is named. A peer's file with
 * `windows:` says all of that. Throws an error that says what is wrong with the file.
 */
export async function computerOfFile(path: string, wanted: Wanted): Promise<ComputerFacts> {
  if (/\.ya?ml$/i.test(path)) return computerOfPeer(path, wanted);
  const address = parseAddress(wanted.address ?? wanted.otherwise);
  const environment: Environment = {
    addresses: [address],
    servers: { DNS: [], WINS: [], DHCP: [], GATEWAY: [] },
    connection: 'lan',
  };
  const active = await policyOfFile(path, wanted.policy);
  return { name: parse(path).name, address, environment, active, inDomain: true, roots: 'every' };
}

async function computerOfPeer(path: string, wanted: Wanted): Promise<ComputerFacts> {
  const { config, windows } = loadPeerFile(path);
  const system = config.windows;
  if (windows === undefined || system === undefined)
    throw new EdgeError(
      'file',
      `${path} has no windows: section, so its peers and policies are its own and not those of Windows. Name a peer's file with windows:, a netsh script, an exported policy or a folder of stores.`,
    );
  const { name, addresses } = config;
  const [first] = addresses;
  const address = wanted.address === undefined ? first : parseAddress(wanted.address);
  if (address === undefined || !addresses.some(({ text }) => text === address.text))
    throw new EdgeError(
      'file',
      `${wanted.address} is no address of ${name}; it has ${addresses.map(({ text }) => text).join(', ')}.`,
    );
  const { DNS = [], WINS = [], DHCP = [], GATEWAY = [] } = system.servers ?? {};
  const script = windows.script.join('\n');
  return {
    name,
    address,
    environment: {
      addresses,
      servers: { DNS, WINS, DHCP, GATEWAY },
      connection: system.agent?.connection ?? system.connection ?? 'lan',
    },
    active: await policyOfStores(windows.store, wanted.policy, script, path),
    inDomain: system.kerberos !== undefined,
    roots: rootsOf(system.certificates),
  };
}

/** Roots that the computer trusts and has a certificate of. */
function rootsOf(certificates: MachineCertificates | undefined): string[] {
  const { own = [], trust } = certificates ?? {};
  const above = new Set(own.flatMap(({ authorities }) => authorities.map(nameText)));
  return (trust?.roots ?? []).flatMap(({ subject }) => {
    const name = nameText(subject);
    return name !== undefined && above.has(name) ? [name] : [];
  });
}
