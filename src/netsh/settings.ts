/** The seven properties of `set config`: what each takes and means. */

import { LIMITS } from '../base/limits.ts';
import {
  type BootExemption,
  type DriverSettings,
  SETTING_TAKES_EFFECT,
} from '../policy/dynamic.ts';
import { parseProtocol, protocolName } from '../policy/filter-text.ts';
import { chosen, didYouMean, orList, shown } from './choose.ts';
import { NetshProblem } from './problem.ts';

export type PropertyName = keyof DriverSettings;

export interface Property {
  readonly name: PropertyName;
  /** What it takes, as people write it. */
  readonly takes: string;
  readonly help: string;
  readonly default: string;
}

export const PROPERTIES: readonly Property[] = [
  {
    name: 'ipsecdiagnostics',
    takes: '0 to 7',
    help: 'Which packets that the driver drops are logged: 1 bad SPIs and failures, 2 inbound, 4 outbound, and sums of them; 3 and 7 also clear packets that should have been secured.',
    default: '0',
  },
  {
    name: 'ikelogging',
    takes: '0 or 1',
    help: 'IKE writes a log of what it does.',
    default: '0',
  },
  {
    name: 'strongcrlcheck',
    takes: '0, 1 or 2',
    help: 'Revocation of certificates: 0 not checked, 1 a revoked one fails, 2 any trouble with the check fails.',
    default: '1',
  },
  {
    name: 'ipsecloginterval',
    takes: '60 to 86400 seconds',
    help: 'How often the driver writes down what ipsecdiagnostics asks for.',
    default: '3600',
  },
  {
    name: 'ipsecexempt',
    takes: '0 to 3',
    help: 'Which packets no filter is asked of: 0 multicast, broadcast, RSVP, Kerberos and ISAKMP; 1 not Kerberos and RSVP; 2 not multicast and broadcast; 3 only ISAKMP, and inbound multicast and broadcast.',
    default: '3',
  },
  {
    name: 'bootmode',
    takes: 'stateful, block or permit',
    help: 'What the driver does between the start of the computer and that of the service.',
    default: 'stateful if a policy is assigned, else permit',
  },
  {
    name: 'bootexemptions',
    takes: 'none, or PROTOCOL:SOURCEPORT:DESTINATIONPORT:DIRECTION, with blanks between several',
    help: 'What passes in boot modes stateful and block. Protocol is TCP, UDP, ICMP, RAW or a number; port 0 is any; direction is inbound or outbound.',
    default: 'none; DHCP passes always',
  },
];

/** One property with the value of a text. Throws NetshProblem. */
export function settingOf(name: PropertyName, value: string): Partial<DriverSettings> {
  switch (name) {
    case 'ipsecdiagnostics':
      return { ipsecdiagnostics: whole(name, value, 0, 7) };
    case 'ikelogging':
      return { ikelogging: whole(name, value, 0, 1) as 0 | 1 };
    case 'strongcrlcheck':
      return { strongcrlcheck: whole(name, value, 0, 2) as 0 | 1 | 2 };
    case 'ipsecloginterval':
      return { ipsecloginterval: whole(name, value, 60, 86_400) };
    case 'ipsecexempt':
      return { ipsecexempt: whole(name, value, 0, 3) as 0 | 1 | 2 | 3 };
    case 'bootmode': {
      const modes = ['stateful', 'block', 'permit'] as const;
      return { bootmode: chosen(value, modes, 'boot mode', undefined) };
    }
    case 'bootexemptions':
      return { bootexemptions: exemptions(value) };
  }
}

/** The property of a name. Abbreviations are not taken, as Windows takes none. */
export function propertyOf(name: string, column: number | undefined): Property {
  const property = PROPERTIES.find((one) => one.name === name.toLowerCase());
  if (property !== undefined) return property;
  const names = PROPERTIES.map((one) => one.name);
  throw new NetshProblem(
    `${shown(name)} is no property of set config.`,
    `${didYouMean(name, names)}They are ${orList(names, 'and')}.`,
    column,
  );
}

/** When a change is heeded, as a sentence. */
export function effectText(name: PropertyName): string {
  const when = SETTING_TAKES_EFFECT[name];
  if (when === 'at once') return `${name} is heeded at once.`;
  const next =
    when === 'service start' ? 'the next start of the service' : 'the next start of the computer';
  return `${name} is heeded from ${next} on.`;
}

/** A property's value as `set config` takes it; undefined where it is the default of bootmode. */
export function settingText(settings: DriverSettings, name: PropertyName): string | undefined {
  if (name === 'bootmode') return settings.bootmode;
  if (name !== 'bootexemptions') return String(settings[name]);
  const list = settings.bootexemptions.map(
    ({ protocol, sourcePort, destinationPort, direction }) =>
      `${protocolName(protocol).toLowerCase()}:${sourcePort}:${destinationPort}:${direction}`,
  );
  return list.length === 0 ? 'none' : list.join(' ');
}

function whole(name: PropertyName, text: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new NetshProblem(
    `${name} is ${shown(text)}.`,
    `It is a whole number from ${least} to ${most}.`,
  );
}

function exemptions(text: string): readonly BootExemption[] {
  const items = text.split(/\s+/).filter((item) => item !== '');
  if (items.length === 1 && items[0]!.toLowerCase() === 'none') return [];
  if (items.length === 0 || items.length > LIMITS.bootExemptions) {
    throw new NetshProblem(
      `bootexemptions has ${items.length} items.`,
      `Write 1 to ${LIMITS.bootExemptions} of them like tcp:0:3389:inbound, or none.`,
    );
  }
  return items.map(exemption);
}

function exemption(text: string): BootExemption {
  const parts = text.split(':');
  if (parts.length !== 4) throw noExemption(text, `it has ${parts.length} parts, not four`);
  const protocol = parseProtocol(parts[0]!);
  if ('problem' in protocol) throw noExemption(text, protocol.problem);
  if (protocol.value === 0) throw noExemption(text, 'it must be for one protocol');
  const ports = parts.slice(1, 3).map((port) => (/^\d{1,5}$/.test(port) ? Number(port) : -1));
  const [sourcePort = -1, destinationPort = -1] = ports;
  if (ports.some((port) => port < 0 || port > 65_535)) {
    throw noExemption(text, 'a port is a number from 0 to 65535');
  }
  const hasPorts = protocol.value === 6 || protocol.value === 17;
  if (!hasPorts && (sourcePort !== 0 || destinationPort !== 0)) {
    throw noExemption(text, 'only TCP and UDP have ports: write 0');
  }
  const direction = (['inbound', 'outbound'] as const).find(
    (one) => one === parts[3]!.toLowerCase(),
  );
  if (direction === undefined) throw noExemption(text, 'the direction is inbound or outbound');
  return { protocol: protocol.value, sourcePort, destinationPort, direction };
}

function noExemption(text: string, why: string): NetshProblem {
  return new NetshProblem(
    `${shown(text)} is no boot exemption: ${why}.`,
    'Write it like tcp:0:3389:inbound.',
  );
}
