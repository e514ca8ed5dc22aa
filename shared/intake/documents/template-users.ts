// Which resources of a template name which others, by the type of who does.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, stringOf } from '../../model/json.ts';
import { remembered } from '../../model/remembered.ts';
import type { Resources } from './template-resource.ts';

const rules: ReadonlySet<string> = new Set([
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::SecurityGroupEgress',
]);

/** True where load balancers of the template have the group, and nothing else but rules names it: it is no container's. */
export function isOfBalancers(group: string, all: Resources): boolean {
  const users = [...(usersOf(all).get(group) ?? [])].filter((type) => !rules.has(type));
  return (
    users.length > 0 && users.every((type) => /^AWS::ElasticLoadBalancing(?:V2)?::LoadBalancer$/.test(type))
  );
}

/** Made once for a template: the types of the resources that name each logical id. */
const usersOf = remembered((all: Resources): ReadonlyMap<string, ReadonlySet<string>> => {
  const users = new Map<string, Set<string>>();
  for (const { type, written } of all.values())
    for (const name of namesIn(written, 0)) {
      const types = users.get(name) ?? new Set();
      users.set(name, types.add(type));
    }
  return users;
});

const deepest = 60;

function namesIn(value: Json | undefined, depth: number): readonly string[] {
  if (depth > deepest) return [];
  if (typeof value === 'string') return inText(value);
  if (Array.isArray(value)) return value.flatMap((item: Json) => namesIn(item, depth + 1));
  if (!isObject(value)) return [];
  const { Ref: name, 'Fn::GetAtt': attribute } = value;
  const of = Array.isArray(attribute) ? attribute[0] : stringOf(attribute)?.split('.', 1)[0];
  const own = [name, of].filter((one) => typeof one === 'string');
  return [...own, ...Object.values(value).flatMap((child) => namesIn(child, depth + 1))];
}

function inText(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([A-Za-z0-9]{1,255})[.}]/g)].map(([, name = '']) => name);
}
