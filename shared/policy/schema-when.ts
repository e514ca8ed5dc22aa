// How conditions are written: `match` of groups, `when` of rules and routes.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Platform } from '../model/subject.ts';
import type { PolicyCondition, When } from './policy.ts';

export const platforms = [
  'ecs',
  'kubernetes',
  'ecr',
  'oci',
  'ec2',
  'eks',
  'iam',
] as const satisfies readonly Platform[];

function oneOrMore<S extends z.ZodType>(item: S) {
  return z.union([item, z.array(item)]).optional();
}

const glob = z.string().min(1, { error: 'a text that is not empty' });

const condition = z.strictObject({
  account: oneOrMore(glob),
  region: oneOrMore(glob),
  cluster: oneOrMore(glob),
  namespace: oneOrMore(glob),
  platform: oneOrMore(z.enum(platforms)),
  tags: z.record(z.string(), z.union([glob, z.array(glob)])).optional(),
});

const conditionWithGroup = condition.extend({ group: oneOrMore(glob) });

/** One object, or a list of which one is enough. */
export const conditions = z.union([condition, z.array(condition)]);
export const conditionsWithGroup = z.union([conditionWithGroup, z.array(conditionWithGroup)]);

export type WhenFile = z.output<typeof conditionsWithGroup>;
type ConditionFile = z.output<typeof conditionWithGroup>;

export function whenOf(written: WhenFile): When {
  return list(written).map(conditionOf);
}

function conditionOf({
  account,
  region,
  cluster,
  namespace,
  platform,
  tags,
  group,
}: ConditionFile): PolicyCondition {
  const listed = tags && Object.entries(tags).map(([key, value]) => [key, list(value)]);
  return {
    account: listOrNull(account),
    region: listOrNull(region),
    cluster: listOrNull(cluster),
    namespace: listOrNull(namespace),
    platform: listOrNull(platform),
    tags: listed ? Object.fromEntries(listed) : null,
    group: listOrNull(group),
  };
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return isList(value) ? value : [value];
}

function listOrNull<T>(value: T | readonly T[] | undefined): readonly T[] | null {
  return value === undefined ? null : list(value);
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
