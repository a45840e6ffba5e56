/** Policy for tests of stores and of the agent: small, whole, and different wherever it may be. */

import { parseAddress } from '../../../src/base/address.ts';
import { utf8 } from '../../../src/base/bytes.ts';
import { Secret } from '../../../src/base/secret.ts';
import type {
  Filter,
  FilterAction,
  PolicyModel,
  SecurityMethod,
} from '../../../src/policy/model.ts';

const METHOD: SecurityMethod = {
  ah: undefined,
  esp: { encryption: '3DES', integrity: 'SHA1' },
  kilobytes: 0,
  seconds: 0,
};

/** What a small policy says. */
export interface SmallPolicy {
  readonly name: string;
  readonly action?: FilterAction['action'];
  /** UDP port that its one filter is for, at the other computer; 0 = all traffic. */
  readonly port?: number;
  readonly psk?: string;
  readonly pollingMinutes?: number;
  readonly assigned?: boolean;
}

/** A store with one policy of one rule. */
export function smallModel(small: SmallPolicy): PolicyModel {
  const { name, action = 'negotiate', port = 0, psk = 'secret', pollingMinutes = 180 } = small;
  const stored = { description: '', modifiedAt: 0 };
  const filter: Filter = {
    guid: guidOf(name, 4),
    description: '',
    source: { kind: 'me' },
    destination: { kind: 'any' },
    protocol: port === 0 ? 0 : 17,
    sourcePort: 0,
    destinationPort: port,
    mirrored: true,
  };
  const authentication = [{ method: 'psk', key: new Secret(utf8(psk)) }] as const;
  return {
    policies: [
      {
        ...stored,
        guid: guidOf(name, 1),
        name,
        mainMode: {
          masterPfs: false,
          quickModeLimit: 0,
          lifetimeMinutes: 480,
          methods: [{ encryption: '3DES', hash: 'SHA1', group: 2 }],
        },
        pollingMinutes,
        rules: [
          {
            ...stored,
            guid: guidOf(name, 5),
            name: `${name} rule`,
            id: 1,
            filterList: guidOf(name, 2),
            filterAction: guidOf(name, 3),
            tunnel: undefined,
            connectionType: 'all',
            active: true,
            authentication,
          },
        ],
        defaultResponse: {
          active: false,
          sessionPfs: false,
          methods: [METHOD],
          authentication,
          modifiedAt: 0,
        },
      },
    ],
    filterLists: [{ ...stored, guid: guidOf(name, 2), name: `${name} traffic`, filters: [filter] }],
    filterActions: [
      {
        ...stored,
        guid: guidOf(name, 3),
        name: `${name} action`,
        action,
        sessionPfs: false,
        inboundPassThrough: false,
        soft: false,
        methods: action === 'negotiate' ? [METHOD] : [],
      },
    ],
    assigned: small.assigned === false ? undefined : guidOf(name, 1),
  };
}

/** A model in which everything occurs that a file must carry. */
export function fullModel(): PolicyModel {
  const model = smallModel({ name: 'Full' });
  const [policy] = model.policies;
  const [rule] = policy!.rules;
  const [filters] = model.filterLists;
  const [small] = filters!.filters;
  const filter = (number: number): Filter => ({
    ...small!,
    guid: guidOf('Full filter', number),
    mirrored: false,
  });
  const here = parseAddress('192.0.2.1');
  return {
    ...model,
    policies: [
      {
        ...policy!,
        rules: [
          {
            ...rule!,
            description: 'ä "quoted" \\ line',
            tunnel: { kind: 'dns', name: 'gate.example', addresses: [here] },
            connectionType: 'dialup',
            authentication: [
              { method: 'kerberos' },
              { method: 'psk', key: new Secret(Uint8Array.of(0xff, 0, 0x80)) },
              {
                method: 'rootca',
                authority: 'CN=Root, O=Lab',
                certificateMapping: true,
                excludeName: false,
              },
            ],
          },
        ],
      },
    ],
    filterLists: [
      {
        ...filters!,
        filters: [
          { ...filter(1), destination: { kind: 'address', address: here } },
          { ...filter(2), destination: { kind: 'subnet', address: here, prefix: 24 } },
          {
            ...filter(3),
            destination: { kind: 'dns', name: 'a.example', addresses: [here, here] },
          },
          { ...filter(4), destination: { kind: 'server', server: 'WINS' } },
        ],
      },
    ],
    filterActions: [
      {
        ...model.filterActions[0]!,
        methods: [METHOD, { ah: 'MD5', esp: undefined, kilobytes: 100_000, seconds: 900 }],
      },
    ],
  };
}

function guidOf(name: string, kind: number): string {
  const number = Array.from(name).reduce(
    (sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 0xffff_ffff,
    7,
  );
  const head = number.toString(16).padStart(8, '0').toUpperCase();
  return `{${head}-0000-0000-0000-00000000000${kind}}`;
}
