/** The evidence of a scenario that was just played, without a folder between. */

import type { CryptoProvider } from '../../crypto/provider.ts';
import type { HostState } from '../../lab/host-state.ts';
import { hostCapture, wireCapture } from '../../scenario/network/captures.ts';
import type { ScenarioResult } from '../../scenario/run.ts';
import type { ScenarioWorld } from '../../scenario/world.ts';
import { KeyStore } from '../key-store.ts';
import { captureFacts } from './capture-facts.ts';
import type { Evidence, SideEvidence } from './evidence.ts';

/** What all hosts of a play saw, with all keys. To be made before its world closes. */
export function evidenceOfPlay(
  { scenario, events }: ScenarioResult,
  states: ReadonlyMap<string, HostState>,
  world: Pick<ScenarioWorld, 'wire' | 'startedAt' | 'since' | 'keys'>,
  provider: CryptoProvider,
): Evidence {
  const wire = world.wire();
  const { startedAt } = world;
  const keys = world.keys().store;
  const sides = scenario.hosts.map(({ name, config }): SideEvidence => {
    const capture = hostCapture(wire, name, startedAt);
    return {
      name,
      addresses: config.addresses.map(({ text }) => text),
      events: events
        .filter(({ host }) => host === name)
        .map((event) => ({ ...event, at: startedAt + world.since(event.at) })),
      statistics: states.get(name)?.statistics,
      frames: captureFacts(capture, provider, keys).frames,
    };
  });
  const { frames, leftOut, troubles } = captureFacts(wireCapture(wire, startedAt), provider, keys);
  const cookies = new Set(frames.flatMap(({ ike }) => ike?.initiatorCookie ?? []));
  return {
    kind: 'run',
    title: scenario.title,
    sides,
    frames,
    twoKeys: [...cookies].filter((cookie) => keys.ikeKeys(cookie).length > 1),
    troubles: leftOut === 0 ? troubles : [...troubles, `${leftOut} frames were left out`],
  };
}

/** The evidence that one host alone has. */
export function oneSide({ title, sides }: Evidence, name: string): Evidence {
  const own = sides.filter((side) => side.name === name);
  return {
    kind: 'host',
    title: `${title}: ${name}`,
    sides: own,
    frames: own.flatMap(({ frames }) => frames),
    twoKeys: [],
    troubles: [],
  };
}

/** What a bare capture of a play shows, without a key. */
export function captureOfPlay(
  title: string,
  world: Pick<ScenarioWorld, 'wire' | 'startedAt'>,
  provider: CryptoProvider,
): Evidence {
  const { frames, troubles } = captureFacts(
    wireCapture(world.wire(), world.startedAt),
    provider,
    new KeyStore(),
  );
  return { kind: 'capture', title, sides: [], frames, twoKeys: [], troubles };
}
