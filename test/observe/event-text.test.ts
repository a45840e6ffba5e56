import { describe, expect, it } from 'vitest';
import { eventText } from '../../src/observe/event-text.ts';
import { createLogger, logEvent } from '../../src/observe/pino.ts';
import { SAMPLES } from './sample-events.ts';

describe('an event in words', () => {
  it.each(Object.values(SAMPLES).map((event) => [event.kind, event] as const))(
    'is one sentence without secrets: %s',
    (_kind, event) => {
      const text = eventText(event);
      expect(text).not.toMatch(/\n|undefined|\[object|c1c1|e1e1|a1a1/);
      expect(text.length).toBeGreaterThan(10);
    },
  );

  it('reads well', () => {
    expect(eventText(SAMPLES['isakmp-sent'])).toBe(
      'main mode message 1 (HDR, SA, VID x3, 120 octets) sent to 192.0.2.2:500',
    );
    expect(eventText(SAMPLES['packet-dropped'])).toBe(
      'inbound packet dropped, it was received before, or is older than the replay window: 192.0.2.2 -> 192.0.2.1 esp (SPI 0x00001000, sequence number 7)',
    );
    const { failure } = SAMPLES['main-mode-failed'];
    const aggressive = { ...failure, where: 'aggressive mode, message 1' };
    expect(eventText({ ...SAMPLES['main-mode-failed'], failure: aggressive })).toMatch(
      /^aggressive mode with bob failed: /,
    );
    expect(eventText(SAMPLES['quick-mode-established'])).toBe(
      'quick mode for office is up: tunnel ESP in UDP, AES-CBC-128 with HMAC-SHA1-96, PFS group 2, SPIs 0x00001000 in and 0x00002000 out',
    );
  });
});

describe('the log', () => {
  const logged = (format: 'text' | 'json', level: 'info' | 'debug'): string[] => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ level, format, destination });
    for (const event of Object.values(SAMPLES)) logEvent(logger, event);
    return lines;
  };

  it('is JSON lines with flat fields and no keys', () => {
    const lines = logged('json', 'debug').map((line) => JSON.parse(line) as object);
    expect(lines).toHaveLength(Object.keys(SAMPLES).length);
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 20,
        event: 'isakmp-sent',
        host: 'alice',
        local: '192.0.2.1:500',
        payloads: 'SA, VID, VID, VID',
      }),
    );
    expect(JSON.stringify(lines)).not.toMatch(/c1c1|e1e1|a1a1|cipherKey/);
  });

  it('is plain lines for people', () => {
    const lines = logged('text', 'info');
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^\d\d:\d\d:\d\d\.\d{3} info {2}alice: main mode with bob begins, as initiator\n$/,
      ),
    );
    expect(lines.join('')).not.toContain('sent to');
  });
});
