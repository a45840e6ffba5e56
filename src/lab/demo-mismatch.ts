/** The part of the demo in which two hosts have different pre-shared keys, told from both sides. */

import type { HostEvent } from '../host/events.ts';
import type { Failure, FailureCode } from '../ike/failure.ts';
import { RequestFailed } from '../net/control-client.ts';
import { failureText } from '../observe/failure-text.ts';
import { DELTA, GAMMA, POLICY } from './demo-hosts.ts';
import { failed, type Stage, withLadder } from './stage.ts';

/** Gamma gives up only after its last retransmission, so its words come seconds after delta's. */
export async function explainMismatch(stage: Stage): Promise<void> {
  const { page, group } = stage;
  page.section(
    'Two peers with different pre-shared keys',
    'The key goes into SKEYID, and so into the keys of messages 5 and 6 (RFC 2409 5.4). No message ever says "wrong key": delta sees nonsense, gamma sees silence. It sends message 5 three times, 0.3 and 0.6 s apart, and gives up 1.2 s later (timer profile lab).',
  );
  const gammas = await withLadder(stage, GAMMA, DELTA, () => upInVain(stage));
  const deltas = await group
    .peer(DELTA.name)
    .waitFor('that main mode failed', ({ kind }) => kind === 'main-mode-failed');
  mustBe(DELTA.name, failureOf(deltas), 'preshared-keys-differ');
  mustBe(GAMMA.name, gammas, 'preshared-keys-likely-differ');
  page.line('');
  page.text('What delta, the responder, says:');
  page.block(failureText(failureOf(deltas), { host: DELTA.name, palette: page.palette }));
  page.line('');
  page.text('What gamma, the initiator, says:');
  page.block(failureText(gammas, { host: GAMMA.name, palette: page.palette }));
}

async function upInVain(stage: Stage): Promise<Failure> {
  const { client } = stage.group.peer(GAMMA.name);
  try {
    await client.command({ kind: 'up', policy: POLICY.transport });
  } catch (error) {
    if (error instanceof RequestFailed && error.failure !== undefined) return error.failure;
    throw error;
  }
  throw failed('peers with different pre-shared keys agreed');
}

/** Silence for another reason, such as a machine too busy for three tries in two seconds, is not the story. */
function mustBe(host: string, failure: Failure, code: FailureCode): void {
  if (failure.code !== code) throw failed(`${host} says "${failure.title}" (${failure.code})`);
}

function failureOf(event: HostEvent): Failure {
  if ('failure' in event) return event.failure;
  throw failed(`${event.kind} says no failure`);
}
