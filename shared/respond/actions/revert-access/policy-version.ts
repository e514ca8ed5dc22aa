// A managed policy goes back to its newest older version that does not say what was found.
// SPDX-License-Identifier: Apache-2.0

import { objectsOf } from '../../../gather/api.ts';
import { readManagedDocument } from '../../../gather/facts/policy-document.ts';
import type { Reader } from '../../../gather/reading.ts';
import { nameOf, parseArn } from '../../../model/arn.ts';
import { dig, stringOf } from '../../../model/json.ts';
import { documentObject } from '../../../model/policy-text.ts';
import type { Evidence } from '../../../model/verdict.ts';
import { call, change, changed, hold, kept, type Plan, type Planning } from '../../planning/planning.ts';
import { offencesIn } from './holdings.ts';

export async function planDefaultVersion(
  named: string,
  evidence: readonly Evidence[],
  { reader, state }: Planning,
): Promise<Plan> {
  const arn = await wholeArn(reader, named);
  if (parseArn(arn)?.account === null) return hold('protected', 'the policy is AWS’s own: detach it instead');
  const offends = (document: unknown) =>
    offencesIn([{ name: nameOf(arn), arn: null, document }], evidence, null).length > 0;
  if (!offends(await readManagedDocument(reader, arn)))
    return changed('the policy’s default version does not say what was found any more');
  const read = call('iam', 'GetPolicy', { PolicyArn: arn });
  const now = await state(read);
  const current = stringOf(now.defaultVersion) ?? hold('guard-error', 'the policy has no default version');
  const version = await olderVersion(reader, arn, current, offends);
  const set = (VersionId: string) => call('iam', 'SetDefaultPolicyVersion', { PolicyArn: arn, VersionId });
  return {
    words: `make ${version} the default version of policy ${nameOf(arn)} again, in place of ${current}`,
    calls: [set(version)],
    ...kept(change(`default version of policy ${nameOf(arn)}`, read, now, { defaultVersion: version })),
    undo: [set(current)],
  };
}

/** IAM numbers versions upwards and never anew (IAM User Guide, "Versioning IAM policies"). */
async function olderVersion(
  reader: Reader,
  arn: string,
  current: string,
  offends: (document: unknown) => boolean,
): Promise<string> {
  const listed = await reader.list('iam', 'ListPolicyVersions', { PolicyArn: arn }, paging('Versions'));
  const older = objectsOf(listed)
    .map(({ VersionId: id }) => stringOf(id) ?? '')
    .filter((id) => numberIn(id) > 0 && numberIn(id) < numberIn(current))
    .sort((a, b) => numberIn(b) - numberIn(a));
  for (const id of older) {
    const output = await reader.get('iam', 'GetPolicyVersion', { PolicyArn: arn, VersionId: id });
    const document = documentObject(dig(output, 'PolicyVersion', 'Document'));
    if (document !== null && !offends(document)) return id;
  }
  return hold('guard-error', `no older version of policy ${nameOf(arn)} is without it: write a new one`);
}

function numberIn(version: string): number {
  return /^v\d+$/.test(version) ? Number(version.slice(1)) : 0;
}

/** Findings are kept on the ARN without path, which IAM does not find a policy by where it has one. */
async function wholeArn(reader: Reader, named: string): Promise<string> {
  if ((await reader.find('iam', 'GetPolicy', { PolicyArn: named })) !== null) return named;
  const own = await reader.list('iam', 'ListPolicies', { Scope: 'Local' }, paging('Policies'));
  const found = objectsOf(own).find(({ PolicyName: name }) => name === nameOf(named));
  return stringOf(found?.Arn) ?? changed(`policy ${nameOf(named)} is gone`);
}

function paging(list: string) {
  return { tokenIn: 'Marker', tokenOut: 'Marker', list };
}
