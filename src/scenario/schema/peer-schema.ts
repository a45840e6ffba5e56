/** The shape of a peer's file, which is also one host of a scenario. Conversion: host-config.ts. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import {
  authenticationField,
  certificateHostField,
  identityField,
  kerberosHostField,
  presharedKeysField,
  pskField,
} from './authentication-schema.ts';
import {
  addressField,
  clockField,
  durationField,
  groupField,
  mainModeProposalField,
  nameField,
  octetField,
  peerAddressField,
  portField,
  protectionField,
  protocolField,
  rangeField,
  socketAddressField,
} from './fields.ts';
import { manualSchema, tunnelShape } from './manual-schema.ts';
import { windowsField } from './windows-schema.ts';

const volumeField = z
  .int()
  .min(1)
  .max(0xffff_ffff)
  .meta({ description: 'a volume of traffic in kilobytes' });

const peerSchema = z
  .strictObject({
    name: nameField,
    address: peerAddressField,
    port: portField.optional().meta({ description: 'UDP port of its IKE, ports.ike unless said' }),
    localAddress: addressField
      .optional()
      .meta({ description: 'the address to speak from, the first that fits unless said' }),
    psk: pskField.optional(),
    authentication: authenticationField.optional(),
    proposals: z
      .array(mainModeProposalField)
      .min(1)
      .max(LIMITS.transformsPerProposal)
      .meta({ description: 'acceptable main-mode proposals, the preferred one first' }),
    localId: identityField.optional(),
    remoteId: identityField.optional(),
    lifetime: durationField.prefault('8h'),
    nat: z
      .enum(['auto', 'force', 'off'])
      .default('auto')
      .meta({ description: 'NAT traversal: auto detects, force pretends a NAT, off says nothing' }),
    keepalive: durationField.prefault('20s'),
    rekey: z
      .boolean()
      .default(true)
      .meta({ description: 'renew SAs before they expire; false lets them end' }),
    dpd: durationField.optional().meta({
      description:
        'a length of time like 30s: a peer that was silent for so long is asked whether it lives (RFC 3706); never unless said',
    }),
    initialContact: z.boolean().default(true).meta({
      description: 'tell the peer to forget what it had with this host before (INITIAL-CONTACT)',
    }),
    commitBit: z
      .boolean()
      .default(false)
      .meta({ description: 'as a responder of quick mode, ask the peer to wait for CONNECTED' }),
    longerLifetime: z.enum(['notify', 'refuse', 'shorten-silently']).default('notify').meta({
      description:
        'an offer with a longer lifetime than this host allows: notify (RESPONDER-LIFETIME), refuse, or shorten-silently',
    }),
    quickModesPerMainMode: z.int().min(0).max(LIMITS.messageIdsPerMainMode).default(0).meta({
      description:
        'how many quick modes a main mode carries before a new one is made; 0 = any number, 1 with pfs = forward secrecy of identities too',
    }),
    aggressive: z.enum(['never', 'accept', 'initiate']).default('never').meta({
      description:
        'aggressive mode, which gives away a hash of the key: never, accept (as responder), or initiate (and accept)',
    }),
    refuseWeak: z
      .boolean()
      .default(false)
      .meta({ description: 'refuse DES, MD5, NULL, groups 1 and 2 and aggressive mode' }),
  })
  .meta({ description: 'a peer that this host negotiates with' });

const selectorShape = {
  name: nameField,
  local: rangeField.optional(),
  remote: rangeField.optional(),
  protocol: protocolField.prefault('any'),
  localPort: portField.optional(),
  remotePort: portField.optional(),
  icmpType: octetField.optional().meta({ description: 'ICMP messages of this type only' }),
  icmpCode: octetField.optional().meta({ description: 'and of this code only' }),
};

const manualPolicySchema = z.strictObject({ ...selectorShape, action: z.literal('manual') });

const protectSchema = z.strictObject({
  ...selectorShape,
  action: z.literal('protect'),
  peer: nameField.meta({ description: 'the name of the peer that protects it' }),
  mode: z.enum(['transport', 'tunnel']).meta({ description: 'transport or tunnel' }),
  proposals: z
    .array(protectionField)
    .min(1)
    .max(LIMITS.transformsPerProposal)
    .meta({ description: 'acceptable ESP suites, the preferred one first' }),
  pfs: groupField.optional(),
  lifetime: z
    .strictObject({
      time: durationField.prefault('1h'),
      kilobytes: volumeField.optional(),
      packets: z
        .int()
        .min(1)
        .max(0xffff_ffff)
        .optional()
        .meta({ description: 'packets that each SA may carry' }),
    })
    .prefault({})
    .meta({
      description: 'how long the SAs last: { time: 1h, kilobytes: 100000, packets: 1000000 }',
    }),
  replayWindow: z
    .int()
    .min(LIMITS.replayWindowMinimum)
    .max(LIMITS.replayWindowMaximum)
    .default(64)
    .meta({ description: 'packets of the replay window, 32 to 8192' }),
  esn: z
    .enum(['off', 'offer', 'require'])
    .default('off')
    .meta({ description: 'extended sequence numbers (RFC 4304): off, offer or require' }),
  ...tunnelShape,
  sendIdentities: z
    .boolean()
    .optional()
    .meta({ description: 'send quick-mode identities; true unless transport between the peers' }),
});

const policySchema = z
  .discriminatedUnion('action', [
    z.strictObject({ ...selectorShape, action: z.literal('permit') }),
    z.strictObject({ ...selectorShape, action: z.literal('block') }),
    protectSchema,
    manualPolicySchema,
  ])
  .meta({ description: 'an entry of the security policy; the first that matches decides' });

const mappedSchema = z.strictObject({
  mode: z.literal('mapped'),
  map: z
    .record(
      z.string(),
      z.strictObject({
        ike: socketAddressField.optional(),
        natT: socketAddressField.optional(),
        link: socketAddressField.optional(),
        ports: z
          .record(z.string(), socketAddressField)
          .optional()
          .meta({ description: 'further UDP ports of the address, those that a NAT gives' }),
      }),
    )
    .meta({ description: "host-level addresses, own and peers', with their real sockets" }),
});

const directSchema = z.strictObject({
  mode: z.literal('direct'),
  bind: z.array(addressField).min(1).optional().meta({
    description: 'which of the addresses to bind, those that the machine has unless said',
  }),
  link: portField.optional().meta({
    description: 'UDP port, here and at the peers, for whole IP packets; none unless said',
  }),
});

const socketsSchema = z
  .discriminatedUnion('mode', [directSchema, mappedSchema])
  .meta({ description: 'how host-level addresses become real sockets' });

const portList = z.array(portField).max(64).default([]);

const stackSchema = z
  .strictObject({
    icmpEcho: z.boolean().default(true),
    udpEcho: portList,
    udpSink: portList,
  })
  .meta({ description: 'what the small stack of this host answers' });

const capacitySchema = z
  .strictObject({
    mainModes: z
      .int()
      .min(1)
      .max(LIMITS.capacityMainModes)
      .optional()
      .meta({
        description: `main modes, renewed ones beside old ones; ${LIMITS.mainModeSas} unless said`,
      }),
    securityAssociations: z
      .int()
      .min(2)
      .max(LIMITS.capacitySecurityAssociations)
      .optional()
      .meta({
        description: `ESP and AH SAs, both directions counted; ${LIMITS.securityAssociations} unless said`,
      }),
  })
  .meta({ description: 'how much this host holds at most, where it serves thousands of peers' });

/** One host: the whole of a peer's file, or an element of a scenario's `hosts`. */
export const hostSchema = z
  .strictObject({
    name: nameField,
    addresses: z
      .array(addressField)
      .min(1)
      .max(64)
      .meta({ description: "all of the host's own addresses, outer and inner" }),
    ports: z
      .strictObject({ ike: portField.default(500), natT: portField.default(4500) })
      .prefault({})
      .meta({ description: 'UDP ports as the host believes them' }),
    sockets: socketsSchema.optional(),
    control: z.string().min(1).optional().meta({ description: 'path of the control socket' }),
    profile: z.enum(['default', 'lab', 'windows-2003']).default('default').meta({
      description:
        'what the host says and when: default, lab (default with short timers) or windows-2003',
    }),
    clock: clockField.optional(),
    certificate: certificateHostField.optional(),
    kerberos: kerberosHostField.optional(),
    presharedKeys: presharedKeysField.default([]),
    windows: windowsField.optional(),
    peers: z.array(peerSchema).max(4096).default([]),
    policies: z.array(policySchema).max(LIMITS.policyEntries).default([]),
    manual: z.array(manualSchema).max(LIMITS.securityAssociations).default([]),
    mtu: z.int().min(576).max(65535).optional().meta({
      description:
        'octets of an IP packet that the link takes: longer ones are cut up or refused; no limit unless said, since the sockets below cut up what they must',
    }),
    unprotectedErrors: z.enum(['path-mtu', 'ignore']).default('path-mtu').meta({
      description:
        'ICMP errors from outside about protected packets: path-mtu believes a smaller MTU for a while, ignore believes nothing',
    }),
    pathMtuLifetime: durationField.prefault('10m'),
    capacity: capacitySchema.optional(),
    unmatched: z
      .enum(['permit', 'block'])
      .default('permit')
      .meta({ description: 'what happens to packets that no policy matches' }),
    stack: stackSchema.prefault({}),
  })
  .meta({ description: 'one host: the whole of a peer file, or one host of a scenario' });

/** What `hostSchema` makes of right data. */
export type HostDocument = z.output<typeof hostSchema>;
export type PeerDocument = z.output<typeof peerSchema>;
export type PolicyDocument = z.output<typeof policySchema>;
