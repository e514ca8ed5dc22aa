// References between the resources of a Terraform plan, as a template writes them: by a value that is known, or by the configuration.
// SPDX-License-Identifier: Apache-2.0
import { type Json, type JsonObject, listOf, objectOf } from '../../../model/json.ts';
import { remembered } from '../../../model/remembered.ts';
import { unsettledMark, unsettledReason } from '../../workload/cursor.ts';
import type { TerraformPlan } from './access.ts';
import type { TerraformResource } from './resources.ts';

export interface ReferringPath {
  /** `default_action[0].target_group_arn` */
  readonly path: string;
  readonly type: string;
  /** Attribute by which the other resource is known once it is there. */
  readonly by: string;
}

/** A reference to the resource that a value names; else the value as it stands. */
export function link(
  resource: TerraformResource,
  plan: TerraformPlan,
  { path, type, by }: ReferringPath,
): Json {
  const value = valueAt(resource.values, path);
  const found = known(value, plan, type, by);
  if (found !== null || unsettledReason(value) === null) return found ?? value;
  const [only, another] = plan.linked(resource, path, type) ?? [];
  return only === undefined || another !== undefined ? value : { Ref: only.address };
}

/** All that a list names, where all of it stands in the plan. */
export function linkedList(
  resource: TerraformResource,
  plan: TerraformPlan,
  { path, type, by }: ReferringPath,
): readonly Json[] | null {
  const value = valueAt(resource.values, path);
  const each = listOf(value);
  const links = each.map((one) => known(one, plan, type, by)).filter((one) => one !== null);
  if (each.length > 0 && links.length === each.length) return links;
  const open = unsettledReason(value) !== null || each.some((one) => unsettledReason(one) !== null);
  const found = open ? plan.linked(resource, path, type) : null;
  return found === null || found.length === 0 ? null : found.map(reference);
}

export function reference(resource: TerraformResource | undefined): Json {
  return resource === undefined ? null : { Ref: resource.address };
}

/** The resource that is there already, by what the value says of it. */
export function known(value: Json, plan: TerraformPlan, type: string, by: string): Json | null {
  if (typeof value !== 'string' || value === '') return null;
  const found = byAttribute(plan)(type, by).get(value);
  return found === undefined ? null : { Ref: found.address };
}

const byAttribute = remembered(({ resources }: TerraformPlan) => {
  const made = new Map<string, ReadonlyMap<Json | undefined, TerraformResource>>();
  return (type: string, by: string) => {
    const key = `${type} ${by}`;
    const found =
      made.get(key) ??
      new Map(resources.filter((one) => one.type === type && !one.data).map((one) => [one.values[by], one]));
    made.set(key, found);
    return found;
  };
});

/** What stands at a path of blocks and attributes; within what is not known it is not known either. */
function valueAt(values: JsonObject, path: string): Json {
  let value: Json = values;
  for (const part of path.split('.')) {
    const [, name = '', index] = /^(\w+)(?:\[(\d+)\])?$/.exec(part) ?? [];
    if (unsettledReason(value) !== null) return unsettledMark(unsettledReason(value) ?? '');
    value = objectOf(value)[name] ?? null;
    if (index !== undefined && unsettledReason(value) === null) value = listOf(value)[Number(index)] ?? null;
  }
  return value;
}
