// Condition keys that tell who calls, from where and when: a grant under them is the same grant for whoever meets them.
// SPDX-License-Identifier: Apache-2.0

import type { Condition } from '../policy/document.ts';
import { onlyWildcards, operatorOf } from '../policy/operators.ts';

/** IAM User Guide, "AWS global condition context keys". Keys of the target (tags, cluster, key alias) are not among them. */
const circumstances = [
  'aws:calledvia',
  'aws:currenttime',
  'aws:ec2instancesource',
  'aws:epochtime',
  'aws:federatedprovider',
  'aws:multifactorauth',
  'aws:principal',
  'aws:referer',
  'aws:requestedregion',
  'aws:resourceaccount',
  'aws:resourceorg',
  'aws:securetransport',
  'aws:sourceidentity',
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:tokenissuetime',
  'aws:useragent',
  'aws:userid',
  'aws:username',
  'aws:viaawsservice',
  'aws:vpcsourceip',
  'sts:',
];

/** @param key in lower case */
export function isCircumstance(key: string): boolean {
  return circumstances.some((prefix) => key.startsWith(prefix));
}

/**
 * Keys that tell how one service is called, not what is acted upon (Service Authorization Reference, condition keys of each
 * service). A call of any other service carries none of them.
 */
const manners: ReadonlySet<string> = new Set([
  'dynamodb:enclosingoperation',
  'dynamodb:returnconsumedcapacity',
  'dynamodb:returnvalues',
  'dynamodb:select',
  'kms:calleraccount',
  'kms:encryptionalgorithm',
  's3:authtype',
  // The account that owns the bucket, as aws:ResourceAccount: every bucket of that account meets it.
  's3:resourceaccount',
  's3:signatureage',
  's3:signatureversion',
  's3:tlsversion',
  's3:x-amz-content-sha256',
  'secretsmanager:versionstage',
  'ssm:recursive',
]);

/** The service whose calls a key of manner tells of; null: it is no such key. @param key in lower case */
export function mannerOf(key: string): string | null {
  return manners.has(key) ? key.slice(0, key.indexOf(':')) : null;
}

const clocks: ReadonlySet<string> = new Set(['aws:currenttime', 'aws:tokenissuetime', 'aws:epochtime']);
/** Older than this program: what had to happen before it never will again. */
const past = Date.UTC(2026, 0, 1);

/** In the context of every request (IAM User Guide, "AWS global condition context keys"). */
const always: ReadonlySet<string> = new Set([
  'aws:currenttime',
  'aws:epochtime',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principaltype',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:userid',
  'aws:viaawsservice',
]);

/** True where the condition holds for every call that somebody makes directly: a Deny under it is one without. */
export function holdsAlways({ operator, key, values }: Condition): boolean {
  const how = operatorOf(operator);
  const name = key.toLowerCase();
  if (how === null || how.negated || !always.has(name)) return false;
  if (how.comparison === 'null') return values.includes('false');
  // What a service calls on somebody's behalf begins with a call of theirs.
  if (name === 'aws:viaawsservice') return how.comparison === 'bool' && values.includes('false');
  if (how.comparison === 'pattern' || how.comparison === 'arn') return values.some(onlyWildcards);
  const after = how.comparison === 'date' && how.relation.startsWith('greater');
  return after && clocks.has(name) && values.some((value) => Date.parse(value) < past);
}

/** True where the condition holds only at times that are over, so that the statement grants nothing any more. */
export function isOver({ operator, key, values }: Condition): boolean {
  const how = operatorOf(operator);
  const before = how?.comparison === 'date' && how.relation.startsWith('less');
  return before && clocks.has(key.toLowerCase()) && values.every((value) => Date.parse(value) < past);
}
