/** A question to the person at the terminal. */

import { createInterface } from 'node:readline/promises';

type Asker = (question: string) => Promise<string | undefined>;

/** The shell's own lines, while one is open: two readers of one terminal would share its letters. */
let shell: Asker | undefined;

/** Has questions asked by the shell that is open. */
export function askThrough(asker: Asker | undefined): void {
  shell = asker;
}

/** Whether the answer is yes; undefined where there is nobody to ask. */
export async function ask(question: string): Promise<boolean | undefined> {
  const answer = await answerTo(`${question} (yes/no) `);
  return answer === undefined ? undefined : /^y(es?)?$/i.test(answer.trim());
}

async function answerTo(question: string): Promise<string | undefined> {
  // Ctrl-C and Ctrl-D are an answer too: no.
  if (shell !== undefined) return (await shell(question)) ?? '';
  if (!process.stdin.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } catch {
    return undefined;
  } finally {
    lines.close();
  }
}
