/** Rules of `netsh ipsec dynamic` for a UDP port of everybody. */

import type { CommandResult } from '../../../src/host/ports.ts';
import type { DynamicRuleIdentity } from '../../../src/policy/dynamic.ts';
import type { Computer } from './computer.ts';

type Action = 'permit' | 'block';

/** `add mmpolicy`, if it is not there yet, and `add rule`, whose answer this is. */
export function dynamicRule(computer: Computer, action: Action, port: number): CommandResult {
  computer.command({
    kind: 'dynamic',
    command: {
      kind: 'add-mm-policy',
      name: 'by hand',
      quickModeLimit: 0,
      lifetimeMinutes: 480,
      softSaExpiryMinutes: 480,
      methods: [{ encryption: '3DES', hash: 'SHA1', group: 2 }],
    },
  });
  return computer.command({
    kind: 'dynamic',
    command: {
      kind: 'add-rule',
      identity: identityOf(port),
      mainModePolicy: 'by hand',
      quickModePolicy: undefined,
      inboundAction: action,
      outboundAction: action,
      authentication: [{ method: 'kerberos' }],
    },
  });
}

/** `set rule` of one that is in force, whatever its source. */
export function changeRule(computer: Computer, action: Action, port: number): CommandResult {
  const identity = identityOf(port);
  return computer.command({
    kind: 'dynamic',
    command: { kind: 'set-rule', identity, inboundAction: action, outboundAction: action },
  });
}

function identityOf(destinationPort: number): DynamicRuleIdentity {
  return {
    source: { kind: 'me' },
    destination: { kind: 'any' },
    protocol: 17,
    sourcePort: 0,
    destinationPort,
    mirrored: true,
    connectionType: 'all',
    tunnel: undefined,
  };
}
