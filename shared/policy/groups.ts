// Where a subject belongs: three-valued conditions over what is known of it, and its container group.
// SPDX-License-Identifier: Apache-2.0
import { nameOf } from '../model/arn.ts';
import { matchesAny } from '../model/glob.ts';
import type { GroupAnswer } from '../model/policy-view.ts';
import type { Platform } from '../model/subject.ts';
import type { Policy, PolicyCondition, When } from './policy.ts';

/** What conditions can ask of a subject. Null: not known, or (judged by the platform) not to be had. */
export interface SubjectContext {
  readonly account: string | null;
  readonly region: string | null;
  /** Name or ARN. */
  readonly cluster: string | null;
  readonly namespace: string | null;
  readonly platform: Platform | null;
  readonly tags: Readonly<Record<string, string>> | null;
}

export type GroupsAnswer = 'yes' | 'no' | 'unknown';

const placeKeys = ['account', 'region', 'cluster', 'namespace'] as const;
type PlaceKey = (typeof placeKeys)[number];

/** Platforms whose things never have the key: there null means "has none", elsewhere "not known". IAM is global; images in files and foreign registries have no place in AWS. */
const lacking: Readonly<Record<PlaceKey, readonly Platform[]>> = {
  account: ['oci'],
  region: ['oci', 'iam'],
  cluster: ['oci', 'iam', 'ecr'],
  namespace: ['oci', 'iam', 'ecr', 'ecs', 'ec2', 'eks'],
};

const groupNotAsked: GroupAnswer = { known: false, reason: 'the group was not asked for' };

/**
 * The subject's container group: the first in file order whose `match` holds. Where an earlier
 * group may or may not hold, the answer is unknown, whatever a later one says.
 */
export function groupOf(policy: Policy, context: SubjectContext): GroupAnswer {
  for (const { match, view } of policy.groups) {
    const answer = matches(match, context);
    if (answer === 'yes') return { known: true, group: view };
    if (answer === 'unknown') return { known: false, reason: unknownReason(view.name, match, context) };
  }
  return { known: true, group: null };
}

/**
 * Whether one of the conditions holds for the subject; the one matcher for `match` and `when`.
 * `group` is needed where conditions name groups: left out, those are unknown.
 */
export function matches(
  when: When,
  context: SubjectContext,
  group: GroupAnswer = groupNotAsked,
): GroupsAnswer {
  let best: GroupsAnswer = 'no';
  for (const condition of when) {
    const answer = holds(condition, context, group);
    if (answer === 'yes') return 'yes';
    if (answer === 'unknown') best = 'unknown';
  }
  return best;
}

/** All keys must hold: one `no` decides, else one unknown makes it unknown. */
function holds(condition: PolicyCondition, context: SubjectContext, group: GroupAnswer): GroupsAnswer {
  const answers = keyAnswers(condition, context, group).map(([, answer]) => answer);
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

function keyAnswers(
  condition: PolicyCondition,
  context: SubjectContext,
  group: GroupAnswer,
): [string, GroupsAnswer][] {
  const answers: [string, GroupsAnswer][] = placeKeys.map((key) => [
    key,
    placeAnswer(key, condition[key], context),
  ]);
  answers.push(['platform', platformAnswer(condition.platform, context.platform)]);
  answers.push(['tags', tagsAnswer(condition.tags, context.tags)]);
  answers.push(['group', groupAnswer(condition.group, group)]);
  return answers;
}

function placeAnswer(key: PlaceKey, globs: readonly string[] | null, context: SubjectContext): GroupsAnswer {
  if (globs === null) return 'yes';
  const value = context[key];
  if (value === null) {
    const never = context.platform !== null && lacking[key].includes(context.platform);
    return never ? 'no' : 'unknown';
  }
  const matched = matchesAny(globs, value) || (key === 'cluster' && matchesAny(globs, nameOf(value)));
  return matched ? 'yes' : 'no';
}

function platformAnswer(wanted: readonly Platform[] | null, platform: Platform | null): GroupsAnswer {
  if (wanted === null) return 'yes';
  if (platform === null) return 'unknown';
  return wanted.includes(platform) ? 'yes' : 'no';
}

function tagsAnswer(wanted: PolicyCondition['tags'], tags: SubjectContext['tags']): GroupsAnswer {
  if (wanted === null) return 'yes';
  if (tags === null) return 'unknown';
  const all = Object.entries(wanted).every(([key, globs]) => {
    const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
    return value !== undefined && matchesAny(globs, value);
  });
  return all ? 'yes' : 'no';
}

function groupAnswer(wanted: readonly string[] | null, answer: GroupAnswer): GroupsAnswer {
  if (wanted === null) return 'yes';
  if (!answer.known) return 'unknown';
  return answer.group !== null && matchesAny(wanted, answer.group.name) ? 'yes' : 'no';
}

function unknownReason(name: string, match: When, context: SubjectContext): string {
  const keys = match
    .filter((condition) => holds(condition, context, groupNotAsked) === 'unknown')
    .flatMap((condition) => keyAnswers(condition, context, groupNotAsked))
    .filter(([, answer]) => answer === 'unknown')
    .map(([key]) => key);
  return `whether it belongs to group ${name} depends on its ${[...new Set(keys)].join(' and ')}, not known here`;
}
