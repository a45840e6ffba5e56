/** What a profile does not have, and what is left where weak algorithms are refused: said at its place. */

import { type Authentication, credentials } from '../../ike/auth/credentials.ts';
import {
  lackOfGroup,
  lackOfProposal,
  lackOfProtection,
  NO_AGGRESSIVE_MODE,
  NO_DEAD_PEER_DETECTION,
  NO_ECDSA,
  NO_ESN,
} from '../../ike/dialect/windows-2003.ts';
import { childWeaknesses, mainModeWeaknesses } from '../../ike/weakness.ts';
import type { HostDocument, PeerDocument, PolicyDocument } from './peer-schema.ts';
import type { Report } from './report.ts';
import type { DataPath } from './yaml-source.ts';

type ProtectDocument = Extract<PolicyDocument, { action: 'protect' }>;

/** Checks one peer of a host. */
export function checkPeerDialect(
  { profile }: HostDocument,
  peer: PeerDocument,
  at: DataPath,
  note: Report,
): void {
  if (profile === 'windows-2003') {
    for (const [i, proposal] of peer.proposals.entries())
      lacking([...at, 'proposals', i], lackOfProposal(proposal), note);
    if (peer.aggressive !== 'never') lacking([...at, 'aggressive'], NO_AGGRESSIVE_MODE, note);
    if (peer.dpd !== undefined) lacking([...at, 'dpd'], NO_DEAD_PEER_DETECTION, note);
  }
  if (!peer.refuseWeak) return;
  if (peer.aggressive !== 'never') {
    const message =
      'aggressive mode gives away a hash of the key, and refuseWeak refuses it. Use one of the two.';
    note([...at, 'aggressive'], message);
  }
  const weak = peer.proposals.map(mainModeWeaknesses);
  if (weak.every((found) => found.length > 0)) {
    const message = `refuseWeak leaves none of these proposals: ${weak[0]!.join('; ')}. Add one like aes128-sha1-modp2048.`;
    note([...at, 'proposals'], message, 'key');
  }
}

/** Checks what a peer may be authenticated by. */
export function checkMethodsDialect(
  { profile }: HostDocument,
  peer: PeerDocument,
  methods: readonly Authentication[],
  at: DataPath,
  note: Report,
): void {
  if (peer.aggressive !== 'never' && credentials(methods, 'pre-shared-key') === undefined) {
    const message =
      'aggressive mode is for pre-shared keys here, and authentication lists none. Add psk to it, or write aggressive: never.';
    note([...at, 'aggressive'], message);
  }
  if (profile !== 'windows-2003') return;
  const own = credentials(methods, 'certificate')?.certificates ?? [];
  const isRsa = own.every(({ algorithm }) => algorithm === 'rsa');
  if (!isRsa) lacking([...at, 'authentication'], NO_ECDSA, note);
}

/** Checks one protected policy entry, with the peer that it names. */
export function checkPolicyDialect(
  { profile }: HostDocument,
  peer: PeerDocument | undefined,
  policy: ProtectDocument,
  at: DataPath,
  note: Report,
): void {
  if (profile === 'windows-2003') {
    for (const [i, suite] of policy.proposals.entries())
      lacking([...at, 'proposals', i], lackOfProtection(suite), note);
    if (policy.pfs !== undefined) lacking([...at, 'pfs'], lackOfGroup(policy.pfs), note);
    if (policy.esn !== 'off') lacking([...at, 'esn'], NO_ESN, note);
  }
  if (peer?.refuseWeak !== true) return;
  const weak = policy.proposals.map((suite) => childWeaknesses(suite, policy.pfs));
  if (!weak.every((found) => found.length > 0)) return;
  const message = `refuseWeak of peer "${peer.name}" leaves none of these proposals: ${weak[0]!.join('; ')}.`;
  note([...at, 'proposals'], message, 'key');
}

function lacking(at: DataPath, lack: string | undefined, note: Report): void {
  if (lack === undefined) return;
  note(at, `${lack}, and the profile is windows-2003. Change it, or use another profile.`);
}
