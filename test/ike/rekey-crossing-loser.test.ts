import { expect, test } from 'vitest';
import { Duo } from './duo.ts';

// strongSwan moves its pairs to the main mode that it begins, before that is established, and would end them with it.
test.each(['one', 'two', 'three', 'four'])(
  'of main modes that cross, only who began the one that loses deletes it (%s)',
  (seed) => {
    const duo = new Duo({ seed });
    duo.complete();
    duo.a.engine.renewMainModes('b', duo.now);
    duo.b.engine.renewMainModes('a', duo.now);
    duo.wait(0);
    duo.settle();
    duo.advance(11_000);
    const established = duo.a.of('main-mode-established').slice(1);
    const [loser] = established.sort((a, b) => (a.initiatorCookie < b.initiatorCookie ? -1 : 1));
    const ends = [duo.a, duo.b].map((side) =>
      side.of('main-mode-ended').find((end) => end.initiatorCookie === loser!.initiatorCookie),
    );
    expect(ends.map((end) => [end?.role, end?.reason]).sort()).toEqual([
      ['initiator', 'replaced'],
      ['responder', 'deleted-by-peer'],
    ]);
  },
);
