import { describe, expect, it } from 'vitest';
import { type EventQuery, matches } from '../../../src/observe/event-log/query.ts';
import type { LoggedEvent } from '../../../src/observe/windows-events/record.ts';
import { AUDIT_ALL, windowsEvents } from '../../../src/observe/windows-events/render.ts';
import { SAMPLES } from '../sample-events.ts';

const EVENTS: readonly LoggedEvent[] = [
  SAMPLES['main-mode-established'],
  { ...SAMPLES['main-mode-failed'], at: 2000, peerName: 'carol' },
  { ...SAMPLES['isakmp-dropped'], at: 3000 },
].flatMap((event, i) =>
  windowsEvents(event, AUDIT_ALL).map((made) => ({ record: i + 1, ...made })),
);

const found = (query: EventQuery): number[] =>
  EVENTS.filter((event) => matches(event, query)).map(({ record }) => record);

describe('a query of events', () => {
  it.each<[EventQuery, number[]]>([
    [{}, [1, 2, 3]],
    [{ ids: [541, 546] }, [1, 2]],
    [{ ids: [1] }, []],
    [{ log: 'application' }, [3]],
    [{ types: ['failure', 'warning'] }, [2, 3]],
    [{ since: 2000 }, [2, 3]],
    [{ peer: 'BOB' }, [1]],
    [{ peer: '192.0.2.2' }, [1, 2, 3]],
    [{ peer: 'bo' }, []],
    [{ text: 'common MAIN-mode proposal' }, [2]],
    [{ text: 'malformed', log: 'security' }, []],
    [{ text: 'payload 2 is too long' }, [3]],
  ])('%j finds %j', (query, expected) => {
    expect(found(query)).toEqual(expected);
  });
});
