/** `netsh ipsec static`: the verbs that change a store. Tags stand in the order of their positions. */

import {
  ACTION,
  all,
  authentication,
  byGuid,
  byName,
  CONNECTION,
  description,
  destinationAddress,
  destinationMask,
  destinationPort,
  integer,
  MINUTES,
  MOST,
  mainModeMethods,
  mirrored,
  NAME,
  newName,
  optional,
  protocol,
  QUICK_MODE_LIMIT,
  required,
  securityMethods,
  sourceAddress,
  sourceMask,
  sourcePort,
  unchanged,
  word,
  YES_NO,
} from './tags.ts';
import type { Tag, VerbEntry } from './types.ts';

const filterList = required('filterlist', NAME, 'The filter list.');
const policy = required('policy', NAME, 'The policy that the rule belongs to.');
const ruleId = required('id', integer(1, MOST), 'The number by which show rule lists it.', {
  either: 'target',
});
const tunnel = optional(
  'tunnel',
  { kind: 'endpoint' },
  'The other end of a tunnel: its IPv4 address or DNS name. Without it the rule is for transport mode.',
);
const connection = optional('conntype', CONNECTION, 'The connections that the rule is for.', {
  default: 'all',
});
const active = optional('activate', YES_NO, 'The rule is in force.', { default: 'yes' });

const negotiation: readonly Tag[] = [
  optional('qmpfs', YES_NO, 'Session key PFS: a Diffie-Hellman exchange in each quick mode.', {
    default: 'no',
  }),
  optional(
    'inpass',
    YES_NO,
    'Inbound pass-through: accept unsecured packets, but answer with IPsec.',
    { default: 'no' },
  ),
  optional('soft', YES_NO, 'Fall back to clear with computers that do not answer IKE.', {
    default: 'no',
  }),
  optional('action', ACTION, 'What becomes of packets.', { default: 'negotiate' }),
  securityMethods,
];

const mainMode: readonly Tag[] = [
  optional(
    'mmpfs',
    YES_NO,
    'Master key PFS: authenticate anew for each quick mode. Makes qmpermm 1.',
    { default: 'no' },
  ),
  optional('qmpermm', QUICK_MODE_LIMIT, 'Quick modes on one main mode; 0 for any number.', {
    default: '0',
  }),
  optional('mmlifetime', MINUTES, 'How long a main mode lasts.', { default: '480' }),
  optional('activatedefaultrule', YES_NO, 'The default response rule is in force.', {
    default: 'yes',
  }),
  optional('pollinginterval', MINUTES, 'How often the store is looked at for changes.', {
    default: '180',
  }),
];
const assign = optional(
  'assign',
  YES_NO,
  'Put this policy in force; it takes the place of another.',
  {
    default: 'no',
  },
);

export const STATIC_EDIT: Readonly<Record<string, VerbEntry>> = {
  'add filter': {
    summary: 'put a filter into a filter list, which is made if it is not there',
    tags: [
      filterList,
      sourceAddress,
      destinationAddress,
      description,
      protocol,
      mirrored,
      sourceMask,
      destinationMask,
      sourcePort,
      destinationPort,
    ],
    notes: [
      'Masks go with addresses only: not with me, any, DNS names and types of servers.',
      'A DNS name is looked up now; the filter keeps the addresses that it has now.',
    ],
    examples: [
      'add filter filterlist="Web" srcaddr=me dstaddr=any protocol=TCP dstport=80',
      'add filter "Branch" 10.1.0.0 10.2.0.0 srcmask=16 dstmask=255.255.0.0 mirrored=no',
      'add filter filterlist="Names" srca=me dsta=DNS proto=UDP dstport=53',
    ],
  },
  'add filteraction': {
    summary: 'make a filter action',
    tags: [required('name', NAME, 'Its name.'), description, ...negotiation],
    notes: ['qmsecmethods is heeded only where the action is negotiate.'],
    examples: [
      'add filteraction name="Permit" action=permit',
      'add filteraction name="Secure" qmpfs=yes soft=n action=negotiate qmsecmethods="ESP[3DES,SHA1]:100000k/900s AH[SHA1]"',
    ],
  },
  'add filterlist': {
    summary: 'make an empty filter list',
    tags: [required('name', NAME, 'Its name.'), description],
    examples: ['add filterlist name="Web" description="HTTP of all computers"'],
  },
  'add policy': {
    summary: 'make a policy, with a default response rule and no other',
    tags: [required('name', NAME, 'Its name.'), description, ...mainMode, assign, mainModeMethods],
    examples: [
      'add policy name="Branch" mmlifetime=60 activatedefaultrule=no mmsecmethods="3DES-SHA1-3 3DES-SHA1-2"',
      'add policy "Office" "For the office" assign=yes',
    ],
  },
  'add rule': {
    summary:
      'put a rule into a policy: which packets, what becomes of them, how peers prove who they are',
    tags: [
      required('name', NAME, 'Its name.'),
      policy,
      required('filterlist', NAME, 'Which packets.'),
      required('filteraction', NAME, 'What becomes of them.'),
      tunnel,
      connection,
      active,
      description,
      ...authentication('Without kerberos, psk and rootca: Kerberos alone.'),
    ],
    notes: [
      'kerberos, psk and rootca are offered in the order in which they stand on the command line.',
      'The filters of a rule with a tunnel must not be mirrored: a tunnel takes two rules, one for each way.',
    ],
    examples: [
      'add rule name="Web" policy="Office" filterlist="Web" filteraction="Secure" kerberos=yes psk="for the laboratory"',
      'add rule "Out" "Branch" "Branch" "Secure" tunnel=192.0.2.2 rootca="CN=\\\'Root, of all\\\',O=Lab certmap:no excludecaname:yes"',
    ],
  },
  'set defaultrule': {
    summary: 'change the default response rule of a policy',
    tags: [
      policy,
      optional('qmpfs', YES_NO, 'Session key PFS.'),
      optional('activate', YES_NO, 'The rule is in force.'),
      securityMethods,
      ...authentication('A list that is said takes the place of the one before.'),
    ],
    examples: ['set defaultrule policy="Office" activate=no', 'set defaultrule "Office" psk="key"'],
  },
  'set filteraction': {
    summary: 'change a filter action; what is not said stays',
    tags: [
      byName('filter action'),
      byGuid('filter action'),
      newName,
      description,
      ...negotiation.map(unchanged),
    ],
    examples: [
      'set filteraction name="Secure" inpass=y',
      'set filteraction "Secure" newname="Safe"',
    ],
  },
  'set filterlist': {
    summary: 'give a filter list another name or description',
    tags: [byName('filter list'), byGuid('filter list'), newName, description],
    examples: ['set filterlist name="Web" newname="HTTP"'],
  },
  'set policy': {
    summary: 'change a policy; what is not said stays',
    tags: [
      byName('policy'),
      byGuid('policy'),
      newName,
      description,
      ...mainMode.map(unchanged),
      unchanged(assign),
      optional(
        'gponame',
        NAME,
        'With assign, in the domain store: the group policy object that brings the policy to computers.',
      ),
      mainModeMethods,
    ],
    examples: [
      'set policy name="Office" assign=yes',
      'set policy "Office" newname="Offices" mmpfs=y',
    ],
  },
  'set rule': {
    summary: 'change a rule; what is not said stays',
    tags: [
      byName('rule'),
      ruleId,
      policy,
      newName,
      description,
      optional('filterlist', NAME, 'Which packets.'),
      optional('filteraction', NAME, 'What becomes of them.'),
      {
        ...tunnel,
        value: { kind: 'endpoint', orNone: true },
        help: `${tunnel.help} none takes the tunnel away.`,
      },
      unchanged(connection),
      unchanged(active),
      ...authentication('A list that is said takes the place of the one before.'),
    ],
    examples: [
      'set rule name="Web" policy="Office" activate=no',
      'set rule id=1 policy="Branch" tunnel=none psk="another key"',
    ],
  },
  'delete filter': {
    summary: 'take out of a filter list the filter that says exactly this',
    tags: [
      filterList,
      sourceAddress,
      destinationAddress,
      protocol,
      sourceMask,
      destinationMask,
      sourcePort,
      destinationPort,
      mirrored,
    ],
    notes: ['What is not said counts as it does for add filter. The list stays, also empty.'],
    examples: ['delete filter filterlist="Web" srcaddr=me dstaddr=any protocol=TCP dstport=80'],
  },
  'delete filteraction': {
    summary: 'delete a filter action that no rule uses',
    tags: [byName('filter action'), all('All of them.')],
    examples: ['delete filteraction name="Secure"', 'delete filteraction all'],
  },
  'delete filterlist': {
    summary: 'delete a filter list that no rule uses',
    tags: [byName('filter list'), all('All of them.')],
    examples: ['delete filterlist name="Web"', 'delete filterlist all'],
  },
  'delete policy': {
    summary: 'delete a policy with its rules',
    tags: [byName('policy'), all('All of them.')],
    examples: ['delete policy name="Office"', 'delete policy all'],
  },
  'delete rule': {
    summary: 'delete a rule of a policy',
    tags: [byName('rule'), ruleId, all('All of them.'), policy],
    notes: [
      'The default response rule cannot be deleted: set defaultrule policy=NAME activate=no.',
    ],
    examples: ['delete rule name="Web" policy="Office"', 'delete rule all policy="Office"'],
  },
  'delete all': {
    summary: 'delete all policies, filter lists and filter actions of the store',
    examples: ['delete all'],
  },
  restorepolicyexamples: {
    summary: 'make the three example policies anew: Client, Server and Secure Server',
    tags: [required('release', word('win2k', 'win2003'), 'The system whose examples they are.')],
    examples: ['restorepolicyexamples release=win2003'],
  },
};
