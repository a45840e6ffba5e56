import { describe, expect, test } from 'vitest';
import { fromHex, readU32, toHex } from '../../src/base/bytes.ts';
import { AUTH_METHODS } from '../../src/ike/auth/methods.ts';
import { quickMode } from '../../src/ike/exchanges/quick-mode.ts';
import { INFORMATIONAL_FORM } from '../../src/ike/life/informational/informational-send.ts';
import { checkMainModeAnswer, selectMainMode } from '../../src/ike/offers/main-mode-offer.ts';
import { checkQuickModeAnswer, selectQuickMode } from '../../src/ike/offers/quick-mode-offer.ts';
import { RFC_UDP_MODES } from '../../src/ike/offers/quick-mode-transform.ts';
import type { ChildPolicy, MainModeProposal } from '../../src/ike/policy.ts';
import { misfit, parseForm, payloadNames } from '../../src/ike/script/form.ts';
import { decryptMessage } from '../../src/ike/script/message-cipher.ts';
import { pairConfig } from '../../src/sim/pair-config.ts';
import { decodeHeader } from '../../src/wire/isakmp/header.ts';
import type { SaPayload } from '../../src/wire/isakmp/payload.ts';
import { decodePayloads, encodePayloadBody } from '../../src/wire/isakmp/payloads.ts';
import { CELLS, cbcOf, cipherOf, messageOf, type StrongswanCell } from './strongswan.ts';
import { esnOf, suiteOf } from './strongswan-suite.ts';

const rows = CELLS.map((cell) => ({ name: cell.name, cell }));

const QUICK_MODE = [1, 2, 3].map((number) => parseForm(quickMode.formOf(number, { at: 'start' })));

describe.each(rows)('the messages of a strongSwan ($name)', ({ cell }) => {
  const method = cell.authentication?.method ?? 1;

  test('fit the forms of RFC 2409, each in its turn', () => {
    const { forms: phase1 } = AUTH_METHODS.find(({ id }) => id === method)!;
    const mainMode = ['HDR, SA', 'HDR, SA', ...Object.values(phase1)].map(parseForm);
    const seen = { 'main-mode': 0, 'quick-mode': 0, informational: 0 };
    for (const datagram of cell.datagrams) {
      const { exchange } = datagram;
      const number = seen[exchange]++;
      const forms = { 'main-mode': mainMode, 'quick-mode': QUICK_MODE, informational: [] };
      const form = forms[exchange][number] ?? INFORMATIONAL_FORM;
      const message = messageOf(datagram);
      const header = decodeHeader(message);
      expect(header.length).toBe(message.length);
      expect((header.flags & 1) === 1).toBe(form.encrypted);
      const clear = form.encrypted
        ? decryptMessage(cbcOf(cell), fromHex(datagram.iv!), message)!.message
        : message;
      const { payloads } = decodePayloads(header.nextPayload, clear, 28);
      expect(misfit(form, payloads), `${exchange} ${number + 1}`).toBeUndefined();
      expect(payloads).toHaveLength(datagram.payloads.length);
      const names = payloadNames(form, payloads);
      for (const { name } of form.required) {
        if (form !== INFORMATIONAL_FORM) expect(names).toContain(name);
      }
    }
    expect(seen).toEqual({ 'main-mode': 6, 'quick-mode': 3, informational: 2 });
  });

  test('offer what Espial chooses as strongSwan did', () => {
    const offer = saOf(cell.saiBody);
    const selection = selectMainMode(offer, [proposalOf(cell)], [method]);
    if (!('answer' in selection)) throw new Error('nothing was chosen');
    expect(toHex(encodePayloadBody(selection.answer))).toBe(cell.sarBody);
    const choice = checkMainModeAnswer(saOf(cell.sarBody), offer, [proposalOf(cell)], [method]);
    expect(choice).toMatchObject({ proposal: proposalOf(cell), authentication: method });
  });

  test('offer the quick mode that Espial chooses as strongSwan did', () => {
    const { saBodyOffered, saBodyChosen, responderToInitiator, initiatorToResponder } =
      cell.quickMode;
    const offer = saOf(saBodyOffered);
    const child = childOf(cell);
    const udp = { use: cell.natForced ? 'always' : 'never', modes: RFC_UDP_MODES } as const;
    const selection = selectQuickMode(offer, child, udp);
    if (!('answer' in selection)) throw new Error(JSON.stringify(selection));
    expect(selection.choice.peerSpis.esp).toBe(spiOf(responderToInitiator.spi));
    const answer = selection.answer({ esp: spiOf(initiatorToResponder.spi), ah: undefined });
    expect(toHex(encodePayloadBody(answer))).toBe(saBodyChosen);
    const choice = checkQuickModeAnswer(saOf(saBodyChosen), offer, child, udp);
    expect(choice).toMatchObject({
      suite: suiteOf(cell),
      esn: esnOf(cell),
      mode: cell.mode,
      udpEncapsulated: cell.natForced,
      pfsGroup: cell.pfsGroup ?? undefined,
      peerSpis: { esp: spiOf(initiatorToResponder.spi), ah: undefined },
    });
  });
});

function saOf(body: string): SaPayload {
  const octets = fromHex(`0000${(body.length / 2 + 4).toString(16).padStart(4, '0')}${body}`);
  const [payload] = decodePayloads(1, octets).payloads;
  if (payload?.kind !== 'sa') throw new Error('no SA payload');
  return payload;
}

function spiOf(hex: string): number {
  return readU32(fromHex(hex), 0);
}

function proposalOf(cell: StrongswanCell): MainModeProposal {
  const encryption = cipherOf(cell);
  const fixed = { 'des-cbc': 64, '3des-cbc': 192, 'aes-cbc': Number(cell.encryption.slice(3)) };
  return { encryption, keyBits: fixed[encryption], hash: cell.hash, group: cell.group };
}

function childOf(cell: StrongswanCell): ChildPolicy {
  const child = pairConfig('a').policies[0]!.protect!;
  const { mode, pfsGroup } = cell;
  const proposals = [{ protocol: 'esp', suite: suiteOf(cell) }] as const;
  const esn = esnOf(cell) ? 'require' : 'off';
  const extras = { ...child.extras, esn } as const;
  return { ...child, mode, proposals, pfsGroup: pfsGroup ?? undefined, extras };
}
