import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { Host } from '../../src/host/host.ts';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { type Lab, makeLab } from '../../src/lab/pki/lab.ts';
import type { Pair, PairOptions } from '../../src/sim/pair.ts';
import type { AnswerEffect } from '../../src/sim/world.ts';
import { labPair, pingTo, up } from '../host/pairs.ts';
import { answerAt, type ByCertificate, byCertificate, NOW } from '../ike/certificates/certified.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW, flaws: ['expired', 'large'] });
});

/** Signing and checking take a tenth of a second. */
const answer: AnswerEffect = (effect) => ({ result: answerAt(NOW)(effect), after: 100 });

function certifiedPair(a: ByCertificate, b: ByCertificate, options: PairOptions = {}): Pair {
  const side = (what: ByCertificate) => ({ peer: { authentication: [byCertificate(lab, what)] } });
  return labPair({ ...options, a: side(a), b: side(b), answer: () => answer });
}

describe('two hosts with certificates', () => {
  test('carry packets once both have signed and checked', () => {
    const both = certifiedPair({ own: ['alpha'] }, { own: ['beta'] });
    up(both, both.a, 'tunnel');
    // Two signatures and two checks, one after the other.
    expect(both.now).toBeGreaterThanOrEqual(400);
    const ping = both.command(both.a, pingTo('10.2.0.1'));
    expect(ping).toMatchObject({ ok: true, value: { received: 3 } });
    const [sa] = both.b.host.query('main-mode-sas').items;
    expect(sa).toMatchObject({ authentication: 'ECDSA on P-256', state: 'established' });
    expect(sa!.provedBy).toMatch(/^certificate .*CN=alpha/);
  });

  test('get along on a network that loses and repeats a part of long messages', () => {
    const network = { loss: 0.05, duplicate: 0.1, delay: 10, jitter: 10 };
    const options = { network, seed: 'lossy', both: { peer: { timers: TIMER_PROFILES.default } } };
    const both = certifiedPair({ own: ['large'] }, { own: ['beta'] }, options);
    up(both, both.a, 'tunnel');
    expect(both.events(both.b, 'main-mode-established')).toHaveLength(1);
  });

  test('say on both sides why there is nothing between them', () => {
    const both = certifiedPair({ own: ['expired'] }, { own: ['beta'] });
    const result = both.command(both.a, { kind: 'up', policy: 'tunnel' });
    expect(result).toMatchObject({
      ok: false,
      failure: {
        code: 'peer-says-certificate-expired',
        title: "b says that this host's certificate, or one above it, has expired.",
      },
    });
    const [failed] = both.events(both.b, 'main-mode-failed');
    expect(failed!.failure.title).toBe('The certificate of a, or one above it, has expired.');
    expect(failed!.failure.detail).toContain('CN=expired');
    expect(failed!.failure).toMatchObject({ auditEvent: 544, failurePoint: 'Peer' });
  });

  test('know each other again after one of them has started anew', () => {
    const keeping = { ...DEFAULT_KEEPING, initialContact: true };
    const both = certifiedPair(
      { own: ['alpha'] },
      { own: ['beta'] },
      { both: { peer: { keeping } } },
    );
    up(both, both.a, 'tunnel');
    both.run(1000);
    const { config } = both.a.host;
    const host = new Host({ config, provider: nodeProvider, random: seededRandom('again') });
    both.world.detach(both.a.station);
    const place = { addresses: config.addresses, link: both.link.carry, answer };
    const station = both.world.attach({ name: 'a again', machine: host, ...place });
    const again = { ...both.a, host, station };
    expect(both.command(again, pingTo('10.2.0.1', { count: 1 }))).toMatchObject({ ok: true });
    expect(both.events(both.b, 'peer-restarted')).toHaveLength(1);
    expect(both.b.host.query('main-mode-sas').items).toHaveLength(1);
  });
});
