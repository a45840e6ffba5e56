import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { takeGrant } from '../../../src/net/kerberos/initiator.ts';
import { cipherFor, openLast } from '../../../src/net/kerberos/seal.ts';
import { answerTicketRequest } from '../../../src/net/kerberos/ticket-service.ts';
import { decode, encode } from '../../../src/wire/codec.ts';
import { stubTicket, stubToken } from '../../../src/wire/kerberos-stub.ts';
import { stubTicketContent, stubTicketGrant } from '../../../src/wire/kerberos-stub-sealed.ts';
import { STUB_ERRORS } from '../../../src/wire/numbers/kerberos-stub.ts';
import { askFor, type Question, read } from './forging.ts';
import { ALPHA, BRAVO, flipped, Lab, NOON, REALM, SECOND } from './lab.ts';

const lab = new Lab();
const service = { realm: lab.realm, provider: nodeProvider, random: seededRandom('service') };
const keyOf = (name: string) => lab.realm.principals.find((one) => one.name === name)!.key.reveal();

/** A question of Alpha's for a ticket for Bravo, unless said otherwise. */
function question(changes: Partial<Question> = {}): Uint8Array {
  const honest = { realm: REALM, client: ALPHA, service: BRAVO, key: keyOf(ALPHA), clock: NOON };
  return askFor({ ...honest, ...changes });
}

/** The error that the service refuses with, or `granted`. */
function answerTo(octets: Uint8Array): string {
  const token = decode(stubToken, answerTicketRequest(service, octets, NOON));
  return token.kind === 'refusal' ? STUB_ERRORS.nameOf(token.error) : 'granted';
}

describe('the ticket service', () => {
  it.each<[string, Partial<Question>, string]>([
    ['a right question', {}, 'granted'],
    ['a client that it does not know', { client: 'host/x' }, 'KDC_ERR_C_PRINCIPAL_UNKNOWN'],
    ['a service that it does not know', { service: 'host/x' }, 'KDC_ERR_S_PRINCIPAL_UNKNOWN'],
    ["another's key", { key: keyOf(BRAVO) }, 'KDC_ERR_PREAUTH_FAILED'],
    ['another realm', { realm: 'OTHER.EXAMPLE' }, 'KDC_ERR_WRONG_REALM'],
    ['a clock 300 s ahead', { clock: NOON + 300 * SECOND }, 'granted'],
    ['a clock 300 s and 1 ms ahead', { clock: NOON + 300 * SECOND + 1 }, 'KRB_AP_ERR_SKEW'],
    ['a clock 301 s ahead', { clock: NOON + 301 * SECOND }, 'KRB_AP_ERR_SKEW'],
    ['a clock 301 s behind', { clock: NOON - 301 * SECOND }, 'KRB_AP_ERR_SKEW'],
  ])('answers %s', (_what, changes, answer) => {
    expect(answerTo(question(changes))).toBe(answer);
  });

  it('tells nobody which services there are before he has proved himself', () => {
    const key = keyOf(BRAVO);
    expect(answerTo(question({ key, service: 'host/x' }))).toBe(answerTo(question({ key })));
  });

  it('grants nothing where one octet of the question is another', () => {
    const asked = question();
    for (let at = 0; at < asked.length; at++) {
      expect(answerTo(flipped(asked, at))).not.toBe('granted');
    }
  });

  it('seals the same session key for the client and for the service, and dates the ticket', () => {
    const asked = question();
    const octets = answerTicketRequest(service, asked, NOON);
    const { ticket, sealed, nonce } = read(octets, 'ticketAnswer');
    const grantCipher = cipherFor(nodeProvider, keyOf(ALPHA), 'ticket grant');
    const grant = decode(stubTicketGrant, openLast(octets, sealed, grantCipher, nonce)!);
    const whole = encode(stubTicket, ticket);
    const ticketCipher = cipherFor(nodeProvider, keyOf(BRAVO), 'ticket');
    const opened = openLast(whole, ticket.sealed, ticketCipher, ticket.nonce)!;
    const content = decode(stubTicketContent, opened);
    expect(toHex(content.sessionKey)).toBe(toHex(grant.sessionKey));
    expect(grant.requestNonce).toEqual(read(asked, 'ticketRequest').nonce);
    expect(content).toMatchObject({
      client: utf8(ALPHA),
      authSeconds: NOON / 1000,
      startSeconds: NOON / 1000,
      endSeconds: NOON / 1000 + 36_000,
    });
    expect(grant).toMatchObject({ startSeconds: NOON / 1000, endSeconds: NOON / 1000 + 36_000 });
  });

  it('is believed only by who asked, in the answer to his question, as it came', () => {
    const octets = answerTicketRequest(service, question(), NOON);
    const { nonce } = read(question(), 'ticketRequest');
    const take = (key: string, of: Uint8Array, what: Uint8Array) =>
      takeGrant(nodeProvider, keyOf(key), of, what);
    expect(take(ALPHA, nonce, octets)).toMatchObject({ ticket: { service: utf8(BRAVO) } });
    expect(take(BRAVO, nonce, octets)).toMatchObject({ kind: 'problem' });
    expect(take(ALPHA, flipped(nonce, 3), octets)).toMatchObject({ kind: 'problem' });
    for (let at = 0; at < octets.length; at++) {
      expect(take(ALPHA, nonce, flipped(octets, at))).toMatchObject({ kind: 'problem' });
    }
  });

  it('gives every ticket a session key and a number of its own', () => {
    const ids = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const { ticket } = read(answerTicketRequest(service, question(), NOON), 'ticketAnswer');
      ids.add(toHex(ticket.sealed));
    }
    expect(ids.size).toBe(20);
  });

  it('never dates a ticket beyond what its field holds', () => {
    const long = { ...service, realm: { ...lab.realm, ticketSeconds: 0xffff_ffff } };
    const answer = decode(stubToken, answerTicketRequest(long, question(), NOON));
    expect(answer.kind).toBe('ticketAnswer');
  });
});
