// Whether two looks saw the same fault: an event, an API and an account as a whole show the same thing at different places, which is no news. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Evidence } from '../model/verdict.ts';

export function isSameEvidence(a: readonly Evidence[], b: readonly Evidence[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((one, place) => isSameItem(one, b[place]));
}

function isSameItem(a: Evidence, b: Evidence | undefined): boolean {
  if (b === undefined) return false;
  return isSamePlace(a.path, b.path) && shownIn({ ...a, path: '' }) === shownIn({ ...b, path: '' });
}

function shownIn(evidence: Evidence): string {
  return JSON.stringify(evidence, (_, value) => (typeof value === 'string' ? placeWithin(value) : value));
}

/** One may lie deeper than the other: `metadataOptions.httpTokens` of a call is `Reservations[0].Instances[0].MetadataOptions.HttpTokens`. */
function isSamePlace(a: string, b: string): boolean {
  const [one, other] = [keyOf(a), keyOf(b)];
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}

/** EC2 wraps newer requests once more (`ModifyInstanceMetadataOptionsRequest`), and CloudTrail writes keys with small letters. */
const ofCall = /^(?:requestparameters|responseelements)\.(?:\w+request\.)?/;

function keyOf(path: string): string {
  return placeWithin(path).toLowerCase().replace(ofCall, '');
}

const policyDocuments = [
  'AssumeRolePolicyDocument',
  'PolicyDocument',
  'policyDocument',
  'policyText',
  'Document',
];

/**
 * Within a policy where it stands in one: the policy itself has another place in the call that wrote it, in the role, and in the account
 * as a whole, and that is no news.
 */
function placeWithin(path: string): string {
  const keys = path.split('.');
  const document = keys.findLastIndex((key) => policyDocuments.includes(key));
  return document < 0 ? path : keys.slice(document + 1).join('.');
}
