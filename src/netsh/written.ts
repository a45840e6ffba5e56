/** Parts of command lines as netsh reads them back: for dump. */

import { textOfKey } from '../policy/checks.ts';
import type { FilterIdentity } from '../policy/commands.ts';
import { filterAddressText, filterMaskText, protocolName } from '../policy/filter-text.ts';
import { mainModeMethodText, methodText } from '../policy/method-text.ts';
import type {
  MainModeMethod,
  PolicyAuthentication,
  SecurityMethod,
  TunnelEndpoint,
} from '../policy/model.ts';
import { quoted } from './lexer.ts';
import { HIDDEN_KEY } from './values.ts';

/** ` name="Web"`; nothing where there is no value. */
export function tag(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` ${name}=${quoted(value)}`;
}

export function yesNo(name: string, yes: boolean): string {
  return ` ${name}=${yes ? 'yes' : 'no'}`;
}

/** A description, where there is one. */
export function described(description: string): string {
  return tag('description', description === '' ? undefined : description);
}

/** Addresses, masks, protocol and ports, in the order of `add filter`. */
export function packets(filter: FilterIdentity): string {
  const { source, destination, protocol, sourcePort, destinationPort } = filter;
  const ports = sourcePort !== 0 || destinationPort !== 0;
  return [
    ` srcaddr=${filterAddressText(source)} dstaddr=${filterAddressText(destination)}`,
    ` protocol=${protocolName(protocol)}`,
    yesNo('mirrored', filter.mirrored),
    bare('srcmask', filterMaskText(source)),
    bare('dstmask', filterMaskText(destination)),
    ports ? ` srcport=${sourcePort} dstport=${destinationPort}` : '',
  ].join('');
}

/** Kerberos, keys and authorities in their order; keys only where `secrets`. */
export function proofs(methods: readonly PolicyAuthentication[], secrets: boolean): string {
  return methods.map((method) => proof(method, secrets)).join('');
}

export function mainModeMethods(methods: readonly MainModeMethod[]): string {
  return tag('mmsecmethods', methods.map(mainModeMethodText).join(' '));
}

/** Nothing where there are none: a filter action that permits or blocks. */
export function securityMethods(methods: readonly SecurityMethod[]): string {
  return tag('qmsecmethods', methods.length === 0 ? undefined : methods.map(methodText).join(' '));
}

export function endpointText(endpoint: TunnelEndpoint): string {
  return endpoint.kind === 'dns' ? endpoint.name : endpoint.address.text;
}

/** A key that is no text (from a file) cannot be said on a command line either. */
function pskText(key: string | undefined): string {
  return key === undefined ? ` psk=${HIDDEN_KEY}` : tag('psk', key);
}

function bare(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` ${name}=${value}`;
}

function proof(method: PolicyAuthentication, secrets: boolean): string {
  switch (method.method) {
    case 'kerberos':
      return ' kerberos=yes';
    case 'psk':
      return pskText(secrets ? textOfKey(method.key.reveal()) : undefined);
    case 'rootca': {
      const options = `certmap:${method.certificateMapping ? 'yes' : 'no'} excludecaname:${method.excludeName ? 'yes' : 'no'}`;
      return tag('rootca', `${method.authority} ${options}`);
    }
  }
}
