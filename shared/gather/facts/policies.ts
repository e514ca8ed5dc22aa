// The identity policies of a role, user or group: inline ones, then attached managed ones.
// SPDX-License-Identifier: Apache-2.0

import { nameOf } from '../../model/arn.ts';
import { join } from '../../model/at.ts';
import { dig, type JsonObject, stringOf } from '../../model/json.ts';
import { parsedDocument } from '../../model/policy-text.ts';
import type { AttachedPolicy } from '../../model/principal.ts';
import { objectsOf, type Paging } from '../api.ts';
import { giveUp, type Reader } from '../reading.ts';
import { readManagedDocument } from './policy-document.ts';

export type Holder = 'Role' | 'User' | 'Group';

/** IAM's way of paging, the same for all its lists. */
export function markerPaging(list: string): Paging {
  return { tokenIn: 'Marker', tokenOut: 'Marker', list };
}

/** All policies of a holder; `prefix` goes before the paths of the evidence. */
export async function policiesOf(
  reader: Reader,
  holder: Holder,
  name: string,
  prefix = '',
): Promise<readonly AttachedPolicy[]> {
  const input: JsonObject = { [`${holder}Name`]: name };
  const [inline, attached] = await Promise.all([
    reader.list('iam', `List${holder}Policies`, input, markerPaging('PolicyNames')),
    reader.list('iam', `ListAttached${holder}Policies`, input, markerPaging('AttachedPolicies')),
  ]);
  const policies = await Promise.all([
    ...inline.map((policy, index) =>
      inlinePolicy(reader, holder, input, {
        name: String(policy),
        path: join(prefix, `${holder}PolicyList`, index),
      }),
    ),
    ...objectsOf(attached).map((policy, index) =>
      readAttachedPolicy(reader, policy, join(prefix, 'AttachedManagedPolicies', index)),
    ),
  ]);
  return policies;
}

interface Named {
  readonly name: string;
  readonly path: string;
}

async function inlinePolicy(
  reader: Reader,
  holder: Holder,
  input: JsonObject,
  { name, path }: Named,
): Promise<AttachedPolicy> {
  const output = await reader.get('iam', `Get${holder}Policy`, { ...input, PolicyName: name });
  const document = parsedDocument(output.PolicyDocument);
  if (document === null) giveUp('failed', `iam.Get${holder}Policy: ${name} has no document`);
  return { name, arn: null, path: `${path}.PolicyDocument`, document };
}

async function readAttachedPolicy(reader: Reader, policy: JsonObject, path: string): Promise<AttachedPolicy> {
  const arn = stringOf(dig(policy, 'PolicyArn'));
  if (arn === null) return giveUp('failed', 'an attached policy has no ARN');
  const name = stringOf(policy.PolicyName) ?? nameOf(arn);
  return { name, arn, path, document: await tryDocument(reader, arn) };
}

/** The document, or null where it is lastingly out of reach. A passing failure ends the whole reading instead: asking again may help. */
export async function tryDocument(reader: Reader, arn: string): Promise<unknown> {
  const document = await reader.part(() => readManagedDocument(reader, arn));
  if (document.ok) return document.value;
  if (document.code === 'throttled' || document.code === 'timeout') giveUp(document.code, document.reason);
  return null;
}
