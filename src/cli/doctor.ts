/** `espial doctor`: what the machine brings, and which provider serves which algorithm, and why. */

import { type Command, Option } from 'commander';
import { print, printJson } from './client.ts';
import { type DoctorRow, doctorText } from './crypto/doctor-text.ts';
import { machineRows } from './crypto/machine.ts';
import { choose } from './crypto/proven-provider.ts';
import { allSubjects, subjectName } from './crypto/subjects.ts';
import { isFasterUnsafely, serviceOf } from './crypto/ways.ts';
import { candidates } from './providers.ts';

const CHOICES = ['auto', 'fastest'] as const;

interface DoctorOptions {
  readonly crypto: (typeof CHOICES)[number];
  readonly json?: boolean;
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say what this machine brings, and which cryptography serves what')
    .addOption(
      new Option('--crypto <choice>', 'as a peer with this option would choose')
        .choices(CHOICES)
        .default('auto'),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  espial doctor\n  espial doctor --crypto fastest --json')
    .action(async (options: DoctorOptions) => {
      const machine = await machineRows();
      const rows = rowsOf(options.crypto);
      if (options.json === true) printJson({ crypto: options.crypto, machine, algorithms: rows });
      else print(doctorText(options.crypto, machine, rows));
    });
}

/** Every algorithm put to the proof, as it is before its first use. */
function rowsOf(choice: DoctorOptions['crypto']): readonly DoctorRow[] {
  const providers = candidates(choice);
  return allSubjects().map((subject) => {
    const { provider, proofs } = choose(providers, subject);
    const last = proofs[proofs.length - 1]?.proof;
    return {
      kind: subject.kind,
      name: subjectName(subject),
      ...serviceOf(provider.name, subject),
      proof: last?.proved === true ? last.by : 'is the reference',
      refused: proofs.flatMap(({ provider: refused, proof }) =>
        proof.proved ? [] : [{ provider: refused, why: proof.why }],
      ),
      isFasterUnsafely: choice === 'auto' && isFasterUnsafely(subject),
    };
  });
}
