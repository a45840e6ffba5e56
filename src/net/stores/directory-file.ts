/** The directory as a file: what a domain assigns to its computers, and whether it can be reached. */

import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { AskDirectory } from '../../host/agent/stores.ts';
import { EMPTY_MODEL, type PolicyModel } from '../../policy/model.ts';
import { EdgeError } from '../errors.ts';
import { withSecrets } from '../policy-schema.ts';
import { type JsonForm, readJsonFile, writeJsonFile } from './json-file.ts';
import { modelSchema } from './model-form.ts';
import { firstIssue } from './settings-form.ts';

/** A directory's file. */
export interface Directory {
  /** The group policy object that assigns the policy: what `show gpoassignedpolicy` names. */
  readonly gpo: string;
  /** False: as if no domain controller answered. */
  readonly reachable: boolean;
  readonly model: PolicyModel;
}

const schema = z.strictObject({
  gpo: z.string().max(255).default(''),
  reachable: z.boolean().default(true),
  model: modelSchema.optional(),
});

const FORM: JsonForm<Directory> = {
  toJson: (directory) => withSecrets(directory),
  fromJson(json) {
    const parsed = schema.safeParse(json);
    if (!parsed.success) throw new Error(firstIssue(parsed.error));
    return { ...parsed.data, model: parsed.data.model ?? EMPTY_MODEL };
  },
};

/**
 * Reads a directory's file. One that is not there is a directory that cannot be reached, whatever it
 * held before. Throws an EdgeError that names it.
 */
export function readDirectoryFile(path: string): Directory {
  const value = existsSync(path) ? readJsonFile(path, FORM).value : undefined;
  if (value !== undefined) return value;
  throw new EdgeError(
    'file',
    `the directory's file ${path} does not exist. One that holds {} is a domain that assigns nothing yet.`,
  );
}

/** Writes a directory's file, as a whole or not at all. Throws an EdgeError. */
export function writeDirectoryFile(path: string, directory: Directory): void {
  writeJsonFile(path, directory, FORM);
}

/** Asks the file each time, so that who changes it need not tell. */
export function directoryOfFile(path: string): AskDirectory {
  return () => {
    const { gpo, reachable, model } = readDirectoryFile(path);
    if (!reachable) throw new Error(`no domain controller answers (${path}: reachable is false).`);
    return { model: model.assigned === undefined ? undefined : model, gpo };
  };
}
