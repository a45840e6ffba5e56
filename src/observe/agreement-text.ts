/** What two policies come to, as people read it. */

import { protocolText } from '../base/traffic.ts';
import { changeText } from '../policy/agree/change-text.ts';
import type {
  Computer,
  FilterHit,
  Negotiation,
  Obstacle,
  Passage,
  Traffic,
} from '../policy/agree/computer.ts';
import type { Agreement } from '../policy/agree/mend.ts';
import { authenticationName } from '../policy/agree/words.ts';
import { algorithmsText, mainModeMethodText } from '../policy/method-text.ts';
import { COLUMNS, wrap } from './text.ts';

/** The whole answer: verdict first, then request and reply step by step. */
export function agreementText(
  first: Computer,
  second: Computer,
  traffic: Traffic,
  { request, answer, changes }: Agreement,
): string {
  const lines = [`${trafficText(first, second, traffic)}: ${verdictOf(request, answer)}`, ''];
  lines.push(...passageLines('request', request));
  if (answer !== undefined) lines.push('', ...passageLines('answer', answer));
  lines.push(...changeLines(changes));
  return lines.flatMap(folded).join('\n');
}

function changeLines(changes: Agreement['changes']): string[] {
  if (changes === undefined)
    return [
      '',
      'No change of methods, proofs, filters and actions was found that lets it through.',
    ];
  if (changes.length === 0) return [];
  const head = changes.length === 1 ? 'The smallest change' : 'The fewest changes';
  return ['', `${head} that let${changes.length === 1 ? 's' : ''} it through:`].concat(
    changes.map((change) => `  ${changeText(change)}`),
  );
}

/** `protected`, `in clear`, ... in a few words, worst first. */
function verdictOf(request: Passage, answer: Passage | undefined): string {
  if (request.how === 'dropped') return 'does not get through';
  if (answer === undefined || answer.how === 'dropped') return 'arrives, but its answer is lost';
  if (request.how === 'protected' && answer.how === 'protected') return 'is protected both ways';
  if (request.how === 'protected') return 'is protected on its way there, and answered in clear';
  if (answer.how === 'protected') return 'goes in clear, and is answered protected';
  if (request.how === 'soft') return 'goes in clear, by a soft SA';
  return 'goes in clear';
}

/** Later pieces of a long line stand two columns further in. */
function folded(line: string): string[] {
  const indent = line.length - line.trimStart().length;
  const [first, ...rest] = wrap(line, COLUMNS - indent - 2);
  return [
    `${' '.repeat(indent)}${first ?? ''}`,
    ...rest.map((one) => `${' '.repeat(indent + 2)}${one}`),
  ];
}

function trafficText(first: Computer, second: Computer, traffic: Traffic): string {
  const ports =
    traffic.sourcePort === 0 && traffic.destinationPort === 0
      ? ''
      : ` ${traffic.sourcePort} -> ${traffic.destinationPort}`;
  return `${protocolText(traffic.protocol)}${ports} from ${first.name} (${first.address.text}) to ${second.name} (${second.address.text})`;
}

function passageLines(what: string, passage: Passage): string[] {
  const { from, to, how, out, why, negotiation } = passage;
  const lines = [`${what}, ${from} to ${to}: ${HOW[how]}`];
  if (out !== undefined) lines.push(`  ${hitText(out)}`);
  if (negotiation !== undefined) lines.push(...negotiationLines(negotiation));
  if (passage.in !== undefined) lines.push(`  ${hitText(passage.in)}`);
  if (negotiation?.ok !== false || how === 'soft') lines.push(`  ${why}`);
  return lines;
}

const HOW: Readonly<Record<Passage['how'], string>> = {
  clear: 'in clear',
  protected: 'protected',
  soft: 'in clear, by a soft SA',
  dropped: 'dropped',
};

function hitText({ computer, filter, action }: FilterHit): string {
  if (action === 'no-filter') return `${computer}: no filter knows it, so it passes`;
  const named =
    typeof filter === 'object'
      ? `filter "${filter.generic.name}", weight ${filter.weight}`
      : 'default response';
  return `${computer}: ${named}, ${action === 'inbound-pass-through' ? 'inbound pass-through' : action}`;
}

function negotiationLines(negotiation: Negotiation): string[] {
  const { mainMode, initiator } = negotiation;
  const lines = [`  ${initiator} begins to negotiate`];
  if (mainMode !== undefined) {
    const { method, authentication } = mainMode;
    lines.push(
      `  main mode: ${mainModeMethodText(method)}, proved by ${authenticationName(authentication)}`,
    );
  }
  if (negotiation.ok) {
    const { method, tunnel } = negotiation.quickMode;
    lines.push(`  quick mode: ${algorithmsText(method)}, ${tunnel ? 'tunnel' : 'transport'} mode`);
    return lines;
  }
  return [...lines, ...obstacleLines(negotiation.obstacle)];
}

function obstacleLines({ phase, what, sides }: Obstacle): string[] {
  return [
    `  ${phase} fails: ${what}.`,
    ...sides.map(({ computer, has }) => `    ${computer}: ${has}`),
  ];
}
