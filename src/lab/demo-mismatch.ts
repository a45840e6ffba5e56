/** The part of the demo in which one host cannot prove itself to the other, told from both sides. */

import type { HostEvent } from '../host/events.ts';
import type { Failure, FailureCode } from '../ike/failure.ts';
import { RequestFailed } from '../net/control-client.ts';
import { failureText } from '../observe/failure-text.ts';
import { DELTA, GAMMA, POLICY } from './demo-hosts.ts';
import type { DemoMethod } from './demo-method.ts';
import { failed, type Stage, withLadder } from './stage.ts';

/** Gamma begins; what delta finds, it says in its words, and gamma says what came of it. */
export async function explainMismatch(stage: Stage, { mismatch }: DemoMethod): Promise<void> {
  const { page, group } = stage;
  page.section(mismatch.title, mismatch.story);
  const gammas = await withLadder(stage, GAMMA, DELTA, () => upInVain(stage));
  const deltas = await group
    .peer(DELTA.name)
    .waitFor('that main mode failed', ({ kind }) => kind === 'main-mode-failed');
  mustBe(DELTA.name, failureOf(deltas), mismatch.delta);
  mustBe(GAMMA.name, gammas, mismatch.gamma);
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
  throw failed('peers that cannot agree did');
}

/** Silence for another reason, such as a machine too busy for three tries in two seconds, is not the story. */
function mustBe(host: string, failure: Failure, code: FailureCode): void {
  if (failure.code !== code) throw failed(`${host} says "${failure.title}" (${failure.code})`);
}

function failureOf(event: HostEvent): Failure {
  if ('failure' in event) return event.failure;
  throw failed(`${event.kind} says no failure`);
}
