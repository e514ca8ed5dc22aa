// Security groups of a plan with the rules that are resources of their own, and rules of groups that lie elsewhere.
// SPDX-License-Identifier: Apache-2.0
import { type Json, type JsonObject, objectOf } from '../../../model/json.ts';
import { remembered } from '../../../model/remembered.ts';
import type { TerraformPlan } from './access.ts';
import { groupProperties, groupTypes, ruleDirection, rulesOf } from './machines.ts';
import { Paths } from './paths.ts';
import type { TerraformResource } from './resources.ts';

/** A resource of a template, and where its values stood in the plan. */
export interface Made {
  readonly type: string;
  readonly properties: JsonObject;
  readonly paths: Paths;
}

/** Rules into a group that is not in the plan. */
export function looseRules(
  resource: TerraformResource,
  plan: TerraformPlan,
): readonly (readonly [id: string, made: Made])[] {
  if (ruleDirection(resource) !== 'SecurityGroupIngress' || inPlan(plan).rules.has(resource)) return [];
  const all = new Paths(resource.address);
  const rules = rulesOf(resource.values, resource.address, { at: (index) => `[${index}]`, paths: all });
  return rules.map((rule, index) => {
    const paths = new Paths(resource.address);
    for (const key of Object.keys(objectOf(rule))) paths.set(key, all.written(`[${index}].${key}`));
    const [source = ''] = Object.keys(objectOf(rule)).slice(-1);
    const id = rules.length === 1 ? resource.address : all.written(`[${index}].${source}`);
    return [id, { type: 'AWS::EC2::SecurityGroupIngress', properties: objectOf(rule), paths }];
  });
}

/** The group of each rule that has one in the plan, and the rules of each group. Worked out once for a plan. */
const inPlan = remembered(({ resources, referred }: TerraformPlan) => {
  const groups = resources.filter(({ type }) => groupTypes.has(type));
  const byId = new Map(groups.map((group) => [group.values.id, group]));
  const rules = new Map<TerraformResource, TerraformResource>();
  for (const rule of resources) {
    if (ruleDirection(rule) === null) continue;
    const { security_group_id: id } = rule.values;
    const named = typeof id === 'string' ? byId.get(id) : undefined;
    const group = named ?? referred(rule, 'security_group_id', 'aws_security_group')[0];
    if (group !== undefined) rules.set(rule, group);
  }
  return { rules, ofGroup: Map.groupBy(rules.keys(), (rule) => rules.get(rule)) };
});

/** The group with the rules that are resources of their own. */
export function groupWithRules(group: TerraformResource, plan: TerraformPlan, paths: Paths): JsonObject {
  const properties: Record<string, Json | undefined> = {
    ...groupProperties(group, (attribute) => plan.says(group, attribute), paths),
  };
  for (const resource of inPlan(plan).ofGroup.get(group) ?? []) {
    const made = ruleDirection(resource);
    const list = made === null ? undefined : properties[made];
    if (made === null || !Array.isArray(list)) continue;
    const at = (index: number) => `${made}[${list.length + index}]`;
    properties[made] = [...list, ...rulesOf(resource.values, resource.address, { at, paths })];
  }
  return properties;
}
