/** exportpolicy and importpolicy: a store as JSON in a form of Espial's own. */

import { Secret } from '../base/secret.ts';
import { reason } from '../net/errors.ts';
import { MODEL_FORM } from '../net/stores/model-form.ts';
import type { IpsecPolicy, PolicyAuthentication, PolicyModel } from '../policy/model.ts';
import { NetshProblem } from './problem.ts';
import { HIDDEN_KEY } from './values.ts';

const KIND = 'espial-ipsec-policy';

/** The file of a store. Where keys are not to be shown, they are left out, and a remark says so. */
export function exported(
  model: PolicyModel,
  secrets: boolean,
): { text: string; remarks: readonly string[] } {
  const shown = secrets ? model : withProofs(model, withoutKey);
  const hidden = keysOf(model).length;
  const text = `${JSON.stringify({ kind: KIND, model: MODEL_FORM.toJson(shown) }, undefined, 2)}\n`;
  const remarks =
    secrets || hidden === 0
      ? []
      : [`${keyCount(hidden)} not in the file. Export with --show-secrets to have them in it.`];
  return { text, remarks };
}

/** The store of such a file. Throws a NetshProblem that names it. */
export function imported(text: string, file: string): PolicyModel {
  const model = modelOf(text, file);
  const hidden = keysOf(model).filter((key) => textOf(key) === HIDDEN_KEY).length;
  if (hidden === 0) return model;
  throw new NetshProblem(
    `${file}: ${keyCount(hidden)} not in it.`,
    'Export the policies with --show-secrets, or write the keys into the file.',
  );
}

function modelOf(text: string, file: string): PolicyModel {
  const json = jsonOf(text, file);
  if (typeof json !== 'object' || json === null || !('kind' in json) || json.kind !== KIND) {
    throw new NetshProblem(
      `${file} is no file of exportpolicy of Espial.`,
      'The .ipsec files of Windows have a form that is not published.',
    );
  }
  try {
    return MODEL_FORM.fromJson('model' in json ? json.model : undefined);
  } catch (error) {
    throw new NetshProblem(
      `${file} holds no right policies: ${reason(error).replace(', received undefined', ', and it is missing')}.`,
      'Export them anew, or mend that place.',
    );
  }
}

/** The parser's own words quote the file, which may hold keys. */
function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NetshProblem(
      `${file} cannot be read: it is not JSON.`,
      'It must be a file of exportpolicy of Espial.',
    );
  }
}

function keyCount(count: number): string {
  return count === 1 ? '1 pre-shared key is' : `${count} pre-shared keys are`;
}

function keysOf(model: PolicyModel): readonly Secret[] {
  return model.policies
    .flatMap(({ rules, defaultResponse }) => [...rules, defaultResponse])
    .flatMap(({ authentication }) => authentication)
    .flatMap((method) => (method.method === 'psk' ? [method.key] : []));
}

function textOf(key: Secret): string {
  return new TextDecoder().decode(key.reveal());
}

function withoutKey(method: PolicyAuthentication): PolicyAuthentication {
  if (method.method !== 'psk') return method;
  return { method: 'psk', key: new Secret(new TextEncoder().encode(HIDDEN_KEY)) };
}

function withProofs(
  model: PolicyModel,
  change: (method: PolicyAuthentication) => PolicyAuthentication,
): PolicyModel {
  const all = <T extends { readonly authentication: readonly PolicyAuthentication[] }>(
    one: T,
  ): T => ({
    ...one,
    authentication: one.authentication.map(change),
  });
  const policies = model.policies.map(
    (policy): IpsecPolicy => ({
      ...policy,
      rules: policy.rules.map(all),
      defaultResponse: all(policy.defaultResponse),
    }),
  );
  return { ...model, policies };
}
