import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.ts';
import { EventJournal } from '../../../src/observe/event-log/journal.ts';
import { SAMPLES } from '../sample-events.ts';

const failed = { ...SAMPLES['main-mode-failed'] };

describe('the journal of a host without a log on disk', () => {
  it('remembers its newest events, as many as the limit says', () => {
    const journal = new EventJournal(undefined);
    for (let i = 0; i < LIMITS.eventsRemembered + 5; i++)
      journal.note(SAMPLES['main-mode-established']);
    const events = journal.after(0);
    expect(events).toHaveLength(LIMITS.eventsRemembered);
    expect(events[0]?.record).toBe(6);
    expect(journal.after(events.at(-2)!.record)).toEqual([events.at(-1)]);
  });

  it('logs twenty failures of a kind in ten seconds, and then how many more there were', () => {
    const journal = new EventJournal(undefined);
    for (let i = 0; i < 500; i++) journal.note({ ...failed, at: 1000 + i });
    expect(journal.after(0)).toHaveLength(20);
    journal.note({ ...SAMPLES['main-mode-established'], at: 1600 });
    expect(journal.after(0)).toHaveLength(21);
    journal.tell(10_999);
    expect(journal.after(0)).toHaveLength(21);
    journal.tell(11_000);
    expect(journal.after(21)).toMatchObject([
      { id: 2, summary: expect.stringMatching(/^480 more events 546 left out/) },
    ]);
    journal.note({ ...failed, at: 12_000 });
    expect(journal.after(22)).toMatchObject([{ id: 546 }]);
  });

  it('logs no more of soft SAs, which a forged packet may bring about', () => {
    const journal = new EventJournal(undefined);
    for (let i = 0; i < 500; i++) journal.note({ ...SAMPLES['soft-sa-added'], at: 1000 + i });
    journal.tell();
    expect(journal.after(0)).toHaveLength(21);
  });

  it('heeds an audit policy that changes while it runs', () => {
    const journal = new EventJournal(undefined, {
      success: false,
      failure: true,
      disableIkeAudits: false,
    });
    journal.note(SAMPLES['main-mode-established']);
    journal.settings = { ...journal.settings, success: true };
    journal.note(SAMPLES['main-mode-established']);
    expect(journal.after(0)).toHaveLength(1);
  });
});
