/** Steps that begin at one moment, steps that others do not wait for, and expectations in the middle. */

import { describe, expect, it } from 'vitest';
import { failed, playTwo } from './playing.ts';

describe('steps together', () => {
  it('begin at one moment', async () => {
    const result = await playTwo(`steps:
  - { do: together, steps: [{ do: up, host: alpha }, { do: up, host: beta }] }
  - { do: together, steps: [{ do: wait, time: 3s }, { do: wait, time: 2s }] }
expect:
  wire:
    - { is: main mode 1, from: alpha, at: { before: 1ms } }
    - { is: main mode 1, from: beta, at: { before: 1ms } }
  alpha: { events: [{ kind: main-mode-established, least: 1 }] }
`);
    expect(failed(result)).toEqual([]);
    // Two waits at once take as long as the longer one.
    expect(result.milliseconds).toBeLessThan(4000);
  });

  it('each have their own outcome', async () => {
    const result = await playTwo(`steps:
  - do: together
    steps:
      - { do: ping, host: alpha, to: 192.0.2.2, count: 1 }
      - { do: ping, host: beta, to: 192.0.2.99, count: 1 }
`);
    expect(result.checks.map(({ passed }) => passed)).toEqual([true, false]);
  });
});

describe('a step that is not waited for', () => {
  it('goes on beside the next ones, and is done before the end', async () => {
    const result = await playTwo(`steps:
  - { do: up, host: alpha }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 30, interval: 100ms, answered: 19, wait: false }
  - { do: wait, time: 1s }
  - { do: cut, host: beta }
  - { do: wait, time: 1s }
  - { do: heal, host: beta }
expect:
  alpha: { statistics: { echo-replies: 19 } }
  wire: [{ is: esp, from: alpha, fate: lost, times: 10 }]
`);
    expect(failed(result)).toEqual([]);
  });

  it('fails in its own place', async () => {
    const result = await playTwo(`steps:
  - { do: ping, host: alpha, to: 192.0.2.99, count: 1, wait: false }
  - { do: wait, time: 100ms }
`);
    const [missed] = result.checks.filter(({ passed }) => !passed);
    expect(missed).toMatchObject({ place: { line: 18 }, found: ['0 were answered'] });
  });
});

describe('an expectation in the middle', () => {
  it('is about what was until then', async () => {
    const result = await playTwo(`steps:
  - { do: up, host: alpha }
  - { do: expect, that: { alpha: { sas: [{ kind: main-mode }, { kind: quick-mode }] }, wire: [{ is: esp, never: true }] } }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 1 }
  - { do: down, host: alpha }
  - { do: expect, that: { alpha: { sas: [] } } }
`);
    expect(failed(result)).toEqual([]);
  });

  it('waits no longer than it says, and says where it stands', async () => {
    const result = await playTwo(`steps:
  - { do: expect, within: 2s, that: { beta: { events: [{ kind: main-mode-established }] } } }
  - { do: up, host: alpha }
`);
    const [missed] = result.checks.filter(({ passed }) => !passed);
    expect(missed).toMatchObject({ place: { line: 18 }, what: 'beta: main-mode-established' });
    expect(result.milliseconds).toBeLessThan(3000);
  });

  it('says nothing of failures that it does not name', async () => {
    const result = await playTwo(`steps:
  - { do: cut, host: beta }
  - { do: up, host: alpha, fails: no-response }
  - { do: expect, that: { alpha: { statistics: { main-modes-failed: 1 } } } }
  - { do: expect, that: { alpha: { failures: [{ code: no-response }] } } }
expect:
  alpha: { failures: [{ code: no-response }] }
`);
    expect(failed(result)).toEqual([]);
  });
});
