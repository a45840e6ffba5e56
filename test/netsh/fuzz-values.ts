/** Values for random command lines: what is right of each kind, and what is not. */

import type { Tag } from '../../src/netsh/grammar/types.ts';

/** What only `--show-secrets` may bring out again. */
export const FUZZ_KEY = 'Xyzzy-the-key';

type Kind = Tag['value']['kind'];

/** Names of objects: few, so that they meet. */
export const NAMES = ['a', 'b', 'A', 'Web', 'All IP', 'x"y', "it's", 'c:\\d\\', 'Büro 🔑'];
const LONG = 'n'.repeat(300);

export const RIGHT: Readonly<Record<Kind, readonly string[]>> = {
  text: NAMES,
  'yes-no': ['yes', 'no', 'y', 'n'],
  integer: ['1', '2', '5', '60', '480'],
  word: [],
  flag: [],
  guid: [],
  'filter-address': [
    'me',
    'any',
    '192.0.2.1',
    '192.0.2.2',
    '10.0.0.0',
    'web.lab.example',
    'DNS',
    'WINS',
    'DHCP',
    'GATEWAY',
  ],
  mask: ['1', '8', '24', '32', '255.255.0.0', '255.255.255.252'],
  endpoint: ['192.0.2.2', 'gate.lab.example'],
  protocol: ['ANY', 'TCP', 'UDP', 'ICMP', 'RAW', '47', 'T'],
  port: ['0', '80', '65535'],
  'main-mode-methods': ['3DES-SHA1-2', 'DES-MD5-1 3DES-SHA1-3', 'des-sha1-2  3des-md5-3'],
  'security-methods': [
    'ESP[3DES,SHA1]',
    'AH[SHA1]',
    'AH[MD5]+ESP[DES,None]:20480k/300s',
    'ESP[None,MD5]:2147483647k ah[sha1]:172800s',
    'ESP[3DES,SHA1]:100000k/3600s AH[MD5]',
  ],
  rootca: [
    'CN=Root',
    'CN="Root, of all",O=Lab certmap:yes excludecaname:no',
    'C=US, O=Lab, CN=Root excludecaname:y',
  ],
  psk: [FUZZ_KEY, `${FUZZ_KEY} "and" more \\`],
  file: ['s', 'x.ipsec', 'x'],
};

export const WRONG: Readonly<Record<Kind, readonly string[]>> = {
  text: ['', 'all', ' a', LONG, 'x'.repeat(5000), '\u202e', '<Dynamic>'],
  'yes-no': ['maybe', '', '1'],
  integer: ['0', '-1', '1e3', 'x', '2147483648', '99999999999999999999'],
  word: ['x', ''],
  flag: [''],
  guid: ['{x}', '00000000-0000-0000-0000-000000000002'],
  'filter-address': ['nobody.example', '10.0.0.1-10.0.0.2', '10.0.0.0/8', '::1', '300.1.1.1', ''],
  mask: ['0', '33', '255.0.255.0', 'x'],
  endpoint: ['none', 'me', '::1', '0.0.0.0', '224.0.0.1', 'nobody.example'],
  protocol: ['256', 'x', '-1'],
  port: ['65536', '-1', 'http'],
  'main-mode-methods': ['AES-SHA1-2', '3DES-SHA1', '', '3DES-SHA1-2 '.repeat(30)],
  'security-methods': ['ESP[None,None]', 'ESP[3DES]', 'AH[SHA1]:1k', '', 'AH[SHA1]+AH[MD5]'],
  rootca: ['certmap:yes', 'x', 'CN=A certmap:x', ''],
  psk: ['<hidden>', '', `${FUZZ_KEY}\t`],
  file: ['nothing', ''],
};

/** `set config`: properties with what they take, and slips. */
export const CONFIG: Readonly<Record<string, readonly string[]>> = {
  property: [
    'ipsecdiagnostics',
    'ikelogging',
    'strongcrlcheck',
    'ipsecloginterval',
    'ipsecexempt',
    'bootmode',
    'bootexemptions',
    'ikelog',
  ],
  value: [
    '0',
    '1',
    '3',
    '60',
    'block',
    'stateful',
    'none',
    'tcp:0:80:inbound',
    'udp:0:161:outbound icmp:0:0:inbound',
    'tcp:0:80',
  ],
};
