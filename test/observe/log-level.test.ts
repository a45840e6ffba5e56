import { expect, it } from 'vitest';
import { createLogger, type LogLevel, logEvent } from '../../src/observe/pino.ts';
import { SAMPLES } from './sample-events.ts';

/** The records of one dropped packet at a level of the log. */
function records(level: LogLevel): Record<string, unknown>[] {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  logEvent(createLogger({ level, format: 'json', destination }), SAMPLES['packet-dropped']);
  return lines.map((line) => JSON.parse(line));
}

it('records of ESP can be switched on and off by the level of the log (RFC 4303 4)', () => {
  expect(records('info')).toMatchObject([
    { event: 'packet-dropped', reason: 'replayed', spi: 0x1000, sequence: 7 },
  ]);
  expect(records('info')[0]!.time).toBeTypeOf('number');
  expect(records('error')).toEqual([]);
  expect(records('silent')).toEqual([]);
});
