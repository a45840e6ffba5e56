/** `netsh ipsec dynamic`: what is in force. Tags stand in the order of their positions. */

import {
  ACTION,
  all,
  authentication,
  byName,
  CONNECTION,
  destinationAddress,
  destinationMask,
  destinationPort,
  MINUTES,
  mainModeMethods,
  mirrored,
  must,
  NAME,
  optional,
  protocol,
  QUICK_MODE_LIMIT,
  required,
  securityMethods,
  sourceAddress,
  sourceMask,
  sourcePort,
  TEXT,
  unchanged,
  word,
  YES_NO,
} from './tags.ts';
import type { Tag, VerbEntry } from './types.ts';

const connection = optional('conntype', CONNECTION, 'The connections that the rule is for.', {
  default: 'all',
});
const tunnel = optional(
  'tunneldstaddress',
  { kind: 'endpoint' },
  'The other end of a tunnel: its IPv4 address or DNS name. Without it the rule is for transport mode.',
);
const mainModePolicy: readonly Tag[] = [
  required('name', NAME, 'Its name.'),
  optional('qmpermm', QUICK_MODE_LIMIT, 'Quick modes on one main mode; 0 for any number.', {
    default: '0',
  }),
  optional('mmlifetime', MINUTES, 'How long a main mode lasts.', { default: '480' }),
  optional('softsaexpirationtime', MINUTES, 'How long a soft SA lasts.', { default: '480' }),
  mainModeMethods,
];
const quickModePolicy: readonly Tag[] = [
  required('name', NAME, 'Its name.'),
  optional('soft', YES_NO, 'Fall back to clear with computers that do not answer IKE.', {
    default: 'no',
  }),
  optional(
    'pfsgroup',
    word('GRP1', 'GRP2', 'GRP3', 'GRPMM', 'NOPFS'),
    'Session key PFS with this group; GRPMM: with that of main mode.',
    { default: 'NOPFS' },
  ),
  securityMethods,
];
const actions: readonly Tag[] = [
  optional('actioninbound', ACTION, 'What becomes of packets that come.', { default: 'negotiate' }),
  optional('actionoutbound', ACTION, 'What becomes of packets that go.', { default: 'negotiate' }),
];
const identity: readonly Tag[] = [
  sourceAddress,
  destinationAddress,
  must(protocol),
  must(sourcePort),
  must(destinationPort),
  must(mirrored),
  must(connection),
  sourceMask,
  destinationMask,
  tunnel,
];

export const DYNAMIC: Readonly<Record<string, VerbEntry>> = {
  'add mmpolicy': {
    summary: 'put a main-mode policy in force',
    tags: mainModePolicy,
    examples: ['add mmpolicy name="mm" qmpermm=1 mmlifetime=60 mmsecmethods="3DES-SHA1-2"'],
  },
  'add qmpolicy': {
    summary: 'put a quick-mode policy in force',
    tags: quickModePolicy,
    examples: ['add qmpolicy name="qm" soft=y pfsgroup=GRPMM qmsecmethods="ESP[3DES,SHA1]"'],
  },
  'add rule': {
    summary: 'put a rule in force: a main-mode filter and its quick-mode filters',
    tags: [
      sourceAddress,
      destinationAddress,
      required('mmpolicy', NAME, 'The main-mode policy.'),
      optional('qmpolicy', NAME, 'The quick-mode policy; needed where an action is negotiate.'),
      protocol,
      sourcePort,
      destinationPort,
      mirrored,
      connection,
      ...actions,
      sourceMask,
      destinationMask,
      tunnel,
      ...authentication('Without kerberos, psk and rootca: Kerberos alone.'),
    ],
    notes: ['kerberos, psk and rootca are offered in the order in which they stand.'],
    examples: [
      'add rule srcaddr=me dstaddr=192.0.2.2 mmpolicy="mm" qmpolicy="qm" psk="for the laboratory"',
      'add rule srca=10.1.0.0 dsta=10.2.0.0 mmp=mm qmp=qm mir=no con=lan srcm=16 dstm=16 tun=192.0.2.2 kerb=yes',
    ],
  },
  'set mmpolicy': {
    summary: 'change a main-mode policy that is in force; what is not said stays',
    tags: mainModePolicy.map((tag, i) => (i === 0 ? tag : unchanged(tag))),
    examples: ['set mmpolicy name="mm" mmlifetime=30'],
  },
  'set qmpolicy': {
    summary: 'change a quick-mode policy that is in force; what is not said stays',
    tags: quickModePolicy.map((tag, i) => (i === 0 ? tag : unchanged(tag))),
    examples: ['set qmpolicy name="qm" soft=no'],
  },
  'set rule': {
    summary: 'change a rule that is in force; addresses, protocol, ports and the like say which',
    tags: [
      ...identity,
      optional('mmpolicy', NAME, 'The main-mode policy.'),
      optional('qmpolicy', NAME, 'The quick-mode policy.'),
      ...actions.map(unchanged),
      ...authentication('A list that is said takes the place of the one before.'),
    ],
    examples: [
      'set rule srcaddr=me dstaddr=192.0.2.2 protocol=ANY srcport=0 dstport=0 mirrored=yes conntype=all actionin=permit actionout=permit',
    ],
  },
  'set config': {
    summary: 'set a property of the driver or of IKE; it stays over restarts',
    tags: [
      required('property', NAME, 'One of the seven below.'),
      required('value', TEXT, 'Its new value.'),
    ],
    examples: [
      'set config property=ipsecdiagnostics value=7',
      'set config property=bootmode value=stateful',
      'set config property=bootexemptions value="tcp:0:3389:inbound udp:0:161:inbound"',
    ],
  },
  'delete all': {
    summary: 'delete all dynamic policies, filters and proofs',
    examples: ['delete all'],
  },
  'delete mmpolicy': {
    summary: 'delete a main-mode policy that no filter uses',
    tags: [byName('main-mode policy'), all('All of them.')],
    examples: ['delete mmpolicy name="mm"', 'delete mmpolicy all'],
  },
  'delete qmpolicy': {
    summary: 'delete a quick-mode policy that no filter uses',
    tags: [byName('quick-mode policy'), all('All of them.')],
    examples: ['delete qmpolicy name="qm"', 'delete qmpolicy all'],
  },
  'delete rule': {
    summary: 'delete a rule that is in force',
    tags: identity,
    examples: [
      'delete rule srcaddr=me dstaddr=192.0.2.2 protocol=ANY srcport=0 dstport=0 mirrored=yes conntype=all',
    ],
  },
  'delete sa': {
    summary: 'delete all main-mode and quick-mode SAs, and tell the peers',
    examples: ['delete sa'],
  },
};
