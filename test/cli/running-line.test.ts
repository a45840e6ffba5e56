import { expect, it } from 'vitest';
import { RunningLine } from '../../src/cli/running-line.ts';

const CLEAR = '\r\u001b[K';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 20, write: (text: string) => written.push(text) };
}

it('is one line of a terminal, cut to its width, and goes away', () => {
  const screen = terminal(true);
  const line = new RunningLine(screen);
  line.show('3/10 a scenario with a long title');
  line.clear();
  line.clear();
  expect(screen.written).toEqual([`${CLEAR}3/10 a scenario ...`, CLEAR]);
  expect(screen.written[0]!.length - CLEAR.length).toBeLessThan(20);
});

it('is not shown oftener than anybody reads', () => {
  const screen = terminal(true);
  const line = new RunningLine(screen);
  for (let i = 0; i < 100; i++) line.show(`${i}`);
  expect(screen.written.length).toBeLessThan(5);
});

it('is nothing where output is no terminal', () => {
  const screen = terminal(false);
  const line = new RunningLine(screen);
  line.show('3/10');
  line.clear();
  expect(screen.written).toEqual([]);
});
