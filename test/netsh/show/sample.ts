/** A store with two policies, what is in force of one of them, and SAs: what the answers are made of. */

import { parseAddress, rangeOfAddress } from '../../../src/base/address.ts';
import { utf8 } from '../../../src/base/bytes.ts';
import { Secret } from '../../../src/base/secret.ts';
import { parseSuite } from '../../../src/crypto/suite-names.ts';
import { COUNTERS } from '../../../src/host/counter-table.ts';
import type { StatisticsView } from '../../../src/host/ports.ts';
import type { DynamicShowData, StaticShowData } from '../../../src/netsh/show-request.ts';
import type { MainModeFilter, QuickModeFilter } from '../../../src/policy/compiled.ts';
import { DEFAULT_SETTINGS } from '../../../src/policy/dynamic.ts';
import type { PolicyModel, SecurityMethod } from '../../../src/policy/model.ts';

const AT = Date.UTC(2026, 10, 21, 14, 32, 47);
const ME = parseAddress('192.0.2.1');
const GATE = parseAddress('192.0.2.2');
const guid = (number: number) => `{00000000-0000-0000-0000-00000000000${number}}`;
const TRIPLE_DES: SecurityMethod = {
  ah: undefined,
  esp: { encryption: '3DES', integrity: 'SHA1' },
  kilobytes: 100_000,
  seconds: 900,
};
const AH_ONLY: SecurityMethod = { ah: 'SHA1', esp: undefined, kilobytes: 0, seconds: 300 };

const MODEL: PolicyModel = {
  assigned: guid(1),
  policies: [
    {
      guid: guid(1),
      name: 'Servers',
      description: 'Between the servers of the laboratory, in transport mode, all of it encrypted.',
      modifiedAt: AT,
      mainMode: {
        masterPfs: false,
        quickModeLimit: 0,
        lifetimeMinutes: 480,
        methods: [
          { encryption: '3DES', hash: 'SHA1', group: 2 },
          { encryption: 'DES', hash: 'MD5', group: 1 },
        ],
      },
      pollingMinutes: 180,
      rules: [
        {
          guid: guid(5),
          id: 1,
          name: 'All of it',
          description: '',
          modifiedAt: AT,
          filterList: guid(3),
          filterAction: guid(4),
          tunnel: undefined,
          connectionType: 'all',
          active: true,
          authentication: [
            { method: 'kerberos' },
            { method: 'psk', key: new Secret(utf8('never shown')) },
            {
              method: 'rootca',
              authority: 'CN=Root, O=Lab',
              certificateMapping: true,
              excludeName: false,
            },
          ],
        },
        {
          guid: guid(6),
          id: 2,
          name: 'To the branch',
          description: 'a tunnel',
          modifiedAt: AT,
          filterList: guid(3),
          filterAction: guid(4),
          tunnel: { kind: 'address', address: GATE },
          connectionType: 'lan',
          active: false,
          authentication: [{ method: 'kerberos' }],
        },
      ],
      defaultResponse: {
        active: true,
        sessionPfs: false,
        methods: [TRIPLE_DES, AH_ONLY],
        authentication: [{ method: 'kerberos' }],
        modifiedAt: AT,
      },
    },
    {
      guid: guid(2),
      name: 'Nothing yet',
      description: '',
      modifiedAt: AT,
      mainMode: {
        masterPfs: true,
        quickModeLimit: 1,
        lifetimeMinutes: 60,
        methods: [{ encryption: '3DES', hash: 'SHA1', group: 3 }],
      },
      pollingMinutes: 10,
      rules: [],
      defaultResponse: {
        active: false,
        sessionPfs: true,
        methods: [TRIPLE_DES],
        authentication: [{ method: 'kerberos' }],
        modifiedAt: AT,
      },
    },
  ],
  filterLists: [
    {
      guid: guid(3),
      name: 'Servers',
      description: 'every server',
      modifiedAt: AT,
      filters: [
        {
          guid: guid(7),
          description: 'the net',
          source: { kind: 'me' },
          destination: { kind: 'subnet', address: parseAddress('192.0.2.0'), prefix: 24 },
          protocol: 0,
          sourcePort: 0,
          destinationPort: 0,
          mirrored: true,
        },
        {
          guid: guid(8),
          description: '',
          source: { kind: 'any' },
          destination: { kind: 'dns', name: 'www.lab.example', addresses: [GATE] },
          protocol: 6,
          sourcePort: 0,
          destinationPort: 80,
          mirrored: false,
        },
      ],
    },
    { guid: guid(9), name: 'Empty', description: '', modifiedAt: AT, filters: [] },
  ],
  filterActions: [
    {
      guid: guid(4),
      name: 'Require Security',
      description: '',
      modifiedAt: AT,
      action: 'negotiate',
      sessionPfs: true,
      inboundPassThrough: true,
      soft: false,
      methods: [TRIPLE_DES, AH_ONLY],
    },
    {
      guid: guid(0),
      name: 'Permit',
      description: 'lets pass',
      modifiedAt: AT,
      action: 'permit',
      sessionPfs: false,
      inboundPassThrough: false,
      soft: false,
      methods: [],
    },
  ],
};

const ENDS = {
  source: { kind: 'me' },
  destination: { kind: 'address', address: GATE },
} as const;

const MAIN_MODE_FILTER: MainModeFilter = {
  ...ENDS,
  guid: guid(5),
  name: 'All of it',
  from: 'local',
  mirrored: true,
  policy: 'Servers',
  authentication: MODEL.policies[0]!.rules[0]!.authentication,
  connectionType: 'all',
};

const QUICK_MODE_FILTER: QuickModeFilter = {
  ...ENDS,
  guid: guid(7),
  name: 'All of it',
  from: 'local',
  protocol: 6,
  sourcePort: 0,
  destinationPort: 80,
  mirrored: true,
  inboundAction: 'negotiate',
  outboundAction: 'negotiate',
  inboundPassThrough: true,
  policy: 'Require Security',
  tunnel: undefined,
  connectionType: 'all',
};

/** The third row of a table has the value 3, and so on. */
function statistics(): StatisticsView {
  const rows = (wanted: string) =>
    COUNTERS.filter(({ group }) => group === wanted).map(({ id, label }, i) => ({
      id,
      label,
      value: i + 1,
    }));
  return { ike: rows('ike'), ipsec: rows('ipsec'), detail: [] };
}

const HALF = {
  packets: 3,
  octets: 252,
  lastUsedAt: 5000,
  sequence: 3,
  replay: undefined,
  badIcv: 0,
  ah: undefined,
} as const;

export const STATIC: StaticShowData = {
  context: 'static',
  computer: 'alpha',
  wallNow: AT,
  names: new Map(),
  store: { location: 'local' },
  model: MODEL,
  directory: undefined,
};

export const DYNAMIC: DynamicShowData = {
  context: 'dynamic',
  computer: 'alpha',
  wallNow: AT,
  now: 65_000,
  names: new Map(),
  active: {
    mainModePolicies: [
      {
        name: 'Servers',
        source: 'local',
        masterPfs: false,
        quickModeLimit: 0,
        lifetimeSeconds: 28_800,
        softSaExpirySeconds: 28_800,
        methods: MODEL.policies[0]!.mainMode.methods,
      },
    ],
    quickModePolicies: [
      {
        name: 'Require Security',
        source: 'local',
        soft: false,
        pfs: 'none',
        methods: [TRIPLE_DES, AH_ONLY],
      },
    ],
    mainModeFilters: [MAIN_MODE_FILTER],
    quickModeFilters: [QUICK_MODE_FILTER],
    defaultResponse: undefined,
  },
  expansion: {
    mainMode: [
      {
        generic: MAIN_MODE_FILTER,
        direction: 'outbound',
        source: rangeOfAddress(ME),
        destination: rangeOfAddress(GATE),
        weight: 512,
      },
    ],
    quickMode: [
      {
        generic: QUICK_MODE_FILTER,
        direction: 'outbound',
        source: rangeOfAddress(ME),
        destination: rangeOfAddress(GATE),
        protocol: 6,
        sourcePort: 0,
        destinationPort: 80,
        action: 'negotiate',
        weight: 517,
      },
      {
        generic: QUICK_MODE_FILTER,
        direction: 'inbound',
        source: rangeOfAddress(GATE),
        destination: rangeOfAddress(ME),
        protocol: 6,
        sourcePort: 80,
        destinationPort: 0,
        action: 'negotiate',
        weight: 517,
      },
    ],
  },
  settings: {
    ...DEFAULT_SETTINGS,
    bootexemptions: [
      { protocol: 6, sourcePort: 0, destinationPort: 3389, direction: 'inbound' },
      { protocol: 1, sourcePort: 0, destinationPort: 0, direction: 'outbound' },
    ],
  },
  mainModeSas: [
    {
      peer: 'beta',
      initiatorCookie: '0011223344556677',
      responderCookie: '8899aabbccddeeff',
      role: 'initiator',
      state: 'established',
      local: '192.0.2.1:500',
      remote: '192.0.2.2:500',
      localIdentity: '192.0.2.1',
      remoteIdentity: '192.0.2.2',
      proposal: '3DES-CBC, SHA-1, group 2',
      authentication: 'pre-shared key',
      provedBy: undefined,
      passedOver: [],
      exchange: 'main mode',
      weaknesses: [],
      createdAt: 4000,
      establishedAt: 5000,
      expiresAt: 28_805_000,
      renewsAt: undefined,
      replacedBy: undefined,
      quickModes: 1,
      natTraversal: false,
    },
  ],
  quickModeSas: [
    {
      id: 1,
      policy: 'All of it [192.0.2.1 <-> 192.0.2.2]',
      peer: 'beta',
      byHand: false,
      protocol: 'esp',
      mode: 'transport',
      udpEncapsulated: false,
      esn: false,
      suite: '3DES with HMAC-SHA1-96',
      esp: parseSuite('3des-sha1'),
      ah: undefined,
      weaknesses: [],
      selector: '192.0.2.1 <-> 192.0.2.2 tcp any->80',
      local: '192.0.2.1',
      remote: '192.0.2.2',
      createdAt: 5000,
      expiresAt: 905_000,
      lifetimeSeconds: 900,
      lifetimeKilobytes: 100_000,
      lifetimePackets: 0,
      pathMtu: undefined,
      pfsGroup: 14,
      renewsAt: undefined,
      replaces: undefined,
      replacedBy: undefined,
      inbound: { ...HALF, spi: 0x1000 },
      outbound: { ...HALF, spi: 0x2000 },
    },
  ],
  softSas: [],
  statistics: statistics(),
};
