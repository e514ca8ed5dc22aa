// How far a workload is trusted: what policy says of its group, else its own label.
// SPDX-License-Identifier: Apache-2.0
import type { Trust } from '../model/policy-view.ts';
import { groupOf, type SubjectContext } from './groups.ts';
import type { Policy } from './policy.ts';

/**
 * The group comes first: policy is written by those who decide, a label by whoever deploys. A group that may or may not be
 * the subject's leaves the level open, unless no group gives one.
 */
export function trustOf(policy: Policy, context: SubjectContext): Trust {
  const answer = groupOf(policy, context);
  const matters = policy.groups.some(({ view }) => view.trust !== null);
  if (!answer.known && matters) return { known: false, reason: answer.reason };
  const ofGroup = answer.known ? (answer.group?.trust ?? null) : null;
  if (ofGroup !== null) return { known: true, level: ofGroup.toLowerCase() };
  const { tags } = context;
  if (tags === null) return { known: false, reason: 'the tags of the workload are not known' };
  const key = policy.view.labels.trust;
  const label = Object.hasOwn(tags, key) ? (tags[key] ?? '').trim() : '';
  return { known: true, level: label === '' ? null : label.toLowerCase() };
}
