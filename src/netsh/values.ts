/** The text of an argument as the value that its tag takes. */

import { addressOfBytes, tryParseAddress } from '../base/address.ts';
import { Secret } from '../base/secret.ts';
import { hasControlCharacter } from '../policy/checks.ts';
import { isDnsName, parseFilterAddress, parseMask, parseProtocol } from '../policy/filter-text.ts';
import { type Parsed, parseMainModeMethods, parseSecurityMethods } from '../policy/method-text.ts';
import type { FilterAddress, PolicyAuthentication } from '../policy/model.ts';
import { chosen, shown } from './choose.ts';
import type { Value } from './command.ts';
import type { Tag, ValueKind } from './grammar/types.ts';
import { NetshProblem } from './problem.ts';

/** What `dump` writes in place of a key. No command takes it. */
export const HIDDEN_KEY = '<hidden>';

/** No text of a policy is longer, and no file's path. */
const LONGEST = 4096;

/** The value of a tag's text. Throws a NetshProblem that names the tag. */
export function valueFor(tag: Tag, text: string, column: number | undefined): Value {
  return parse(tag.value, { tag, text, column });
}

/** What a problem of a value says of its place. */
interface Argument {
  readonly tag: Tag;
  readonly text: string;
  readonly column: number | undefined;
}

function parse(kind: ValueKind, argument: Argument): Value {
  const { tag, text, column } = argument;
  switch (kind.kind) {
    case 'text':
      return { kind: 'text', text: plainText(argument, kind.empty === true) };
    case 'file':
      return { kind: 'text', text: plainText(argument, false) };
    case 'yes-no': {
      const yes = chosen(text, ['yes', 'no'], `value of ${tag.name}`, column) === 'yes';
      return { kind: 'yes-no', yes };
    }
    case 'word': {
      const word = chosen(text, kind.words, `value of ${tag.name}`, column);
      return { kind: 'word', word };
    }
    case 'flag':
      return { kind: 'flag' };
    case 'integer':
      return { kind: 'number', number: integerOf(kind, argument) };
    case 'guid':
      return { kind: 'guid', guid: guidOf(argument) };
    case 'filter-address':
      return { kind: 'address', address: filterAddress(argument) };
    case 'mask':
      return { kind: 'mask', prefix: taken(parseMask(text), argument) };
    case 'endpoint':
      return endpoint(argument, kind.orNone === true);
    case 'protocol':
      return { kind: 'number', number: protocolOf(argument) };
    case 'port':
      return {
        kind: 'number',
        number: integerOf({ kind: 'integer', least: 0, most: 65_535 }, argument),
      };
    case 'main-mode-methods':
      return { kind: kind.kind, methods: taken(parseMainModeMethods(text), argument) };
    case 'security-methods':
      return { kind: kind.kind, methods: taken(parseSecurityMethods(text), argument) };
    case 'psk':
      return { kind: 'authentication', method: presharedKey(argument) };
    case 'rootca':
      return { kind: 'authentication', method: rootAuthority(argument) };
  }
}

function plainText(argument: Argument, mayBeEmpty: boolean): string {
  const { tag, text, column } = argument;
  if (text === '' && !mayBeEmpty) {
    throw new NetshProblem(`${tag.name} is empty.`, 'Give it a value.', column);
  }
  if (text.length > LONGEST) {
    throw new NetshProblem(
      `${tag.name} has ${text.length} characters; ${LONGEST} is the most.`,
      'Is a quote closed too late?',
      column,
    );
  }
  if (hasControlCharacter(text)) {
    throw new NetshProblem(
      `${tag.name} has a control character in it.`,
      'Write it on one line, without tabs.',
      column,
    );
  }
  return text;
}

function integerOf(kind: ValueKind & { kind: 'integer' }, argument: Argument): number {
  const { tag, text, column } = argument;
  const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= kind.least && number <= kind.most) return number;
  const unit = kind.unit === undefined ? '' : ` of ${kind.unit}`;
  throw new NetshProblem(
    `${tag.name} is ${shown(text)}.`,
    `It is a whole number${unit} from ${kind.least} to ${kind.most}.`,
    column,
  );
}

function guidOf({ tag, text, column }: Argument): string {
  const digits = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i.exec(text)?.[1];
  if (digits !== undefined) return `{${digits.toUpperCase()}}`;
  throw new NetshProblem(
    `${tag.name} is ${shown(text)}, which is no GUID.`,
    'Write it like {72385230-70FA-11D1-864C-14A300000000}, as show with level=verbose does.',
    column,
  );
}

/** What a DNS name stands for until somebody looks it up. */
const NOT_LOOKED_UP = addressOfBytes(new Uint8Array(4));

function filterAddress(argument: Argument): FilterAddress {
  checkYearOf(argument);
  const { text } = argument;
  const address = taken(
    parseFilterAddress(text, undefined, () => [NOT_LOOKED_UP]),
    argument,
  );
  return address.kind === 'dns' ? { ...address, addresses: [] } : address;
}

/** Forms that later systems take, with what to write instead. */
function checkYearOf({ tag, text, column }: Argument): void {
  const [head, tail, ...more] = text.split(/[-/]/);
  const both = more.length === 0 && tryParseAddress(head!)?.version === 4;
  if (both && text.includes('/')) {
    const mask = tag.name.startsWith('dst') ? 'dstmask' : 'srcmask';
    throw new NetshProblem(
      `${tag.name} is ${shown(text)}: the mask is a tag of its own.`,
      `Write ${tag.name}=${head} ${mask}=${tail}.`,
      column,
    );
  }
  if (both && tail !== undefined && tryParseAddress(tail) !== undefined) {
    throw new NetshProblem(
      `${tag.name} is ${shown(text)}: Windows Server 2003 has no ranges of addresses.`,
      'Write subnets, an address and a mask each.',
      column,
    );
  }
}

function endpoint(argument: Argument, orNone: boolean): Value {
  const { tag, text, column } = argument;
  if (orNone && text.toLowerCase() === 'none') return { kind: 'endpoint', endpoint: 'none' };
  if (/^(me|any)$/i.test(text)) {
    throw new NetshProblem(
      `${tag.name} is ${shown(text)}, which is not the address of one other computer.`,
      "Write the address of the tunnel's other end.",
      column,
    );
  }
  const address = tryParseAddress(text);
  if (address?.version === 4) {
    return { kind: 'endpoint', endpoint: { kind: 'address', address } };
  }
  if (address === undefined && isDnsName(text)) {
    return { kind: 'endpoint', endpoint: { kind: 'dns', name: text, addresses: [] } };
  }
  throw new NetshProblem(
    `${tag.name} is ${shown(text)}, which is no IPv4 address and no DNS name.`,
    "Write the address of the tunnel's other end.",
    column,
  );
}

function protocolOf(argument: Argument): number {
  const { text, column } = argument;
  const names = ['ANY', 'ICMP', 'TCP', 'UDP', 'RAW'];
  const whole = /^[a-z]+$/i.test(text) ? chosen(text, names, 'protocol', column) : text;
  return taken(parseProtocol(whole), argument);
}

function presharedKey({ tag, text, column }: Argument): PolicyAuthentication {
  if (text === HIDDEN_KEY) {
    throw new NetshProblem(
      `${tag.name} is ${HIDDEN_KEY}, which dump writes in place of a key.`,
      'Write the key itself, or dump with --show-secrets.',
      column,
    );
  }
  if (text === '') {
    throw new NetshProblem('The pre-shared key is empty.', `Write ${tag.name}="KEY".`, column);
  }
  return { method: 'psk', key: new Secret(new TextEncoder().encode(text)) };
}

function rootAuthority({ tag, text, column }: Argument): PolicyAuthentication {
  let rest = text.trim();
  const options = new Map<string, boolean>();
  for (;;) {
    const option = /^(.*?)\s*\b(certmap|excludecaname):(\S*)$/i.exec(rest);
    if (option === null) break;
    const name = option[2]!.toLowerCase();
    if (options.has(name)) {
      throw new NetshProblem(`${name}: is said twice.`, 'Say it once.', column);
    }
    options.set(name, chosen(option[3]!, ['yes', 'no'], `value of ${name}:`, column) === 'yes');
    rest = option[1]!.trim();
  }
  if (rest === '') {
    throw new NetshProblem(
      `${tag.name} names no authority.`,
      `Write ${tag.name}="CN=Root,O=Lab certmap:no excludecaname:no".`,
      column,
    );
  }
  return {
    method: 'rootca',
    authority: rest,
    certificateMapping: options.get('certmap') ?? false,
    excludeName: options.get('excludecaname') ?? false,
  };
}

function taken<T>(parsed: Parsed<T>, { tag, column }: Argument): T {
  if ('value' in parsed) return parsed.value;
  throw new NetshProblem(`${tag.name}: ${parsed.problem}.`, `${tag.name}=? says more.`, column);
}
