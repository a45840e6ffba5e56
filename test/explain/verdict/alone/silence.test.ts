/** A silence gets the reason that this host's own evidence bears out, and is never certain of it. */

import { describe, expect, it } from 'vitest';
import { NOTIFY } from '../../../../src/wire/numbers/isakmp.ts';
import { event, explained, failed, frame, ike, named, PEER } from './one-side.ts';

const FIRST = 'main mode, message 1';
const SILENCE = [failed(2000, 'no-response', FIRST)];

function told(name: keyof typeof NOTIFY, where: string, code = 'no-response', facts: object = {}) {
  const notify = event('notify-received', 10, {
    notify: NOTIFY[name],
    name,
    authenticated: false,
  });
  return named([notify, failed(2000, code, where, facts)], []);
}

describe('a silence, by one host alone', () => {
  it('is a silence where nothing tells more', () => {
    expect(named(SILENCE, [])).toBe('likely no-response');
    expect(explained(SILENCE, []).considered).toContain('no-policy');
  });

  it.each([
    ['UNSUPPORTED-EXCHANGE-TYPE', FIRST, 'exchange-not-spoken'],
    ['INVALID-MAJOR-VERSION', FIRST, 'version-not-spoken'],
    ['INVALID-FLAGS', FIRST, 'malformed-header'],
    ['UNEQUAL-PAYLOAD-LENGTHS', FIRST, 'malformed-length'],
    ['PAYLOAD-MALFORMED', FIRST, 'malformed-payload'],
    ['INVALID-PAYLOAD-TYPE', FIRST, 'unknown-critical-payload'],
    ['INVALID-KEY-INFORMATION', 'main mode, message 3', 'bad-public-value'],
    ['UNSUPPORTED-EXCHANGE-TYPE', 'aggressive mode, message 1', 'aggressive-mode-off'],
  ] as const)('with %s in clear at %s is %s', (name, where, id) => {
    expect(told(name, where)).toBe(`likely ${id}`);
  });

  it('after message 5 is another key or a wrong hash, by the notify that came', () => {
    const psk = { authentication: 'pre-shared key' };
    const guess = (name: keyof typeof NOTIFY) =>
      told(name, 'main mode, message 5', 'preshared-keys-likely-differ', psk);
    expect(guess('PAYLOAD-MALFORMED')).toMatch('preshared-keys-differ');
    expect(guess('AUTHENTICATION-FAILED')).toBe('likely main-mode-hash-wrong');
  });

  it('after message 5 is a lost message where an Espial would have said that it cannot read it', () => {
    const events = [failed(2000, 'preshared-keys-likely-differ', 'main mode, message 5')];
    const espial = frame(5, { from: 'peer', ...ike({ espial: true }) });
    expect(named(events, [])).toMatch('preshared-keys-differ');
    expect(named(events, [espial])).toBe('likely retransmission-exhausted');
  });

  it('after Kerberos failed and later did not, with the same policy, is the clock', () => {
    const kerberos = { authentication: 'Kerberos' };
    const refused = event('notify-received', 10, {
      notify: NOTIFY['AUTHENTICATION-FAILED'],
      name: 'AUTHENTICATION-FAILED',
      authenticated: false,
    });
    const events = [refused, failed(2000, 'no-response', 'main mode, message 3', kerberos)];
    const later = event('main-mode-established', 9000, { initiatorCookie: 'c3', ...kerberos });
    expect(named(events, [])).toBe('likely kerberos-refused');
    const changed = event('policy-applied', 8000, { quickModeFilters: 1 });
    expect(explained([...events, later], []).considered).toContain('kerberos-refused');
    expect(explained([...events, later], []).class).toBe('kerberos-clock-skew');
    expect(explained([...events, changed, later], []).class).toBe('kerberos-refused');
  });

  it('of a peer whose packets come in clear is that it has no policy', () => {
    const clear = frame(1000, { from: 'peer', clear: 'UDP' });
    expect(named(SILENCE, [clear])).toBe('likely no-policy');
    const speaks = event('main-mode-started', 3000, { role: 'responder', initiatorCookie: 'c3' });
    expect(named([...SILENCE, speaks], [clear])).toBe('likely service-stopped');
  });

  it('of a peer that took its SAs down and is still there is that its service stopped', () => {
    const left = event('main-mode-ended', 100, {
      reason: 'deleted-by-peer',
      initiatorCookie: 'c3',
    });
    const begun = event('main-mode-started', 500, { exchange: 'main mode' });
    const alive = frame(1000, { from: 'peer', ...ike({ initiatorCookie: 'c3' }) });
    expect(named([left, begun, ...SILENCE], [alive])).toBe('likely service-stopped');
    expect(named([left, begun, ...SILENCE], [])).toBe('likely no-response');
  });

  it('of a peer that answers messages which this host never sent is that it has too much to do', () => {
    const dropped = event('isakmp-dropped', 100, {
      reason: 'invalid-cookie',
      detail: 'main mode: no exchange has these cookies',
    });
    expect(named([...Array(4).fill(dropped), ...SILENCE], [])).toBe('likely half-open-limit');
  });

  it('from the move to port 4500 on is that this port does not pass', () => {
    const floated = event('port-floated', 10);
    const late = failed(2000, 'preshared-keys-likely-differ', 'main mode, message 5', {
      remote: { address: { text: PEER }, port: 4500 },
    });
    expect(named([floated, late], [])).toBe('likely retransmission-exhausted');
  });

  it('of aggressive mode is that it is not allowed', () => {
    expect(named([failed(2000, 'no-response', 'aggressive mode, message 1')], [])).toBe(
      'likely aggressive-mode-off',
    );
  });

  it('of an initiator whose messages come with other cookies is that these are wrong', () => {
    const dropped = event('isakmp-dropped', 100, {
      reason: 'invalid-cookie',
      detail: 'main mode: no exchange has these cookies',
    });
    const waited = failed(2000, 'no-response', 'main mode, message 2', { role: 'responder' });
    expect(named([dropped, dropped, waited], [])).toBe('likely bad-cookie');
    expect(named([waited], [])).toBe('likely retransmission-exhausted');
  });

  it('of a quick mode in whose place the peer completed another one is that it changed its policy', () => {
    const ids = { role: 'responder', policy: 'hosts' };
    const begun = event('quick-mode-started', 10, { ...ids, messageId: 7 });
    const other = event('quick-mode-established', 400, { ...ids, messageId: 8, inboundSpi: 1 });
    const waited = failed(2000, 'no-response', 'quick mode, message 2', { ...ids, messageId: 7 });
    expect(named([begun, other, waited], [])).toBe('likely policy-changed');
    expect(named([begun, waited], [])).toBe('likely retransmission-exhausted');
  });
});
