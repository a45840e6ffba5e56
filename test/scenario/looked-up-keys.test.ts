/** Who looks keys up in a list is told which entry it was, where keys differ and where they agree. */

import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { HostEvent } from '../../src/host/events.ts';
import { eventText } from '../../src/observe/event-text.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { play } from '../../src/scenario/run.ts';
import { openVirtual } from '../../src/scenario/runner-virtual.ts';
import { ROOT } from '../docs/markdown.ts';

let events: readonly HostEvent[];

beforeAll(async () => {
  const file = join(ROOT, 'scenarios/pre-shared-keys-looked-up.yaml');
  const scenario = await loadScenario(file);
  ({ events } = await play(scenario, openVirtual(scenario, nodeProvider)));
});

describe('the key that a host has looked up', () => {
  it('is named by its entry where the keys differ', () => {
    const details = events.flatMap((event) =>
      event.kind === 'main-mode-failed' ? [`${event.host}: ${event.failure.detail}`] : [],
    );
    expect(details).toEqual([
      expect.stringMatching(
        /^beta: .* This host took the key that its list has for every peer, the default\.$/,
      ),
      // Epsilon's key is its policy's own.
      expect.stringMatching(/^epsilon: (?!.*its list)/),
    ]);
  });

  it('is named where main mode is up, and never shown', () => {
    const words = events
      .filter(({ host, kind }) => host === 'beta' && kind === 'main-mode-established')
      .map(eventText);
    expect(words).toEqual([
      expect.stringContaining("proved by the key that this host's list has for address 192.0.2.1"),
      expect.stringContaining(
        "proved by the key that this host's list has for address 192.0.2.0/28",
      ),
      expect.stringContaining(
        "proved by the key that this host's list has for identity delta.lab.example (ID_FQDN)",
      ),
    ]);
    expect(JSON.stringify(events)).not.toMatch(/alpha's key|delta's key|everybody's key/);
  });
});
