// Which principals of a template the policies of its other resources are attached to.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import type { Json } from '../../model/json.ts';
import type { AttachedPolicy } from '../../model/principal.ts';
import { remembered } from '../../model/remembered.ts';
import { inlinePolicy } from './template-policy.ts';
import { elementsOf, type Resources, resourceNamed, type TemplateResource } from './template-resource.ts';

/** Properties that name the holders, with the type and the name's property of what they name (CloudFormation template reference, IAM). */
const holders = {
  Roles: ['AWS::IAM::Role', 'RoleName'],
  Users: ['AWS::IAM::User', 'UserName'],
  Groups: ['AWS::IAM::Group', 'GroupName'],
} as const;
const one = {
  'AWS::IAM::RolePolicy': ['RoleName', holders.Roles],
  'AWS::IAM::UserPolicy': ['UserName', holders.Users],
  'AWS::IAM::GroupPolicy': ['GroupName', holders.Groups],
} as const;
const many: ReadonlySet<string> = new Set(['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']);

function isOne(type: string): type is keyof typeof one {
  return Object.hasOwn(one, type);
}

/** The principals that a policy's own properties name; null for one that is not in the template. */
function holdersOf(
  { type, properties }: TemplateResource,
  all: Resources,
): readonly (TemplateResource | null)[] {
  if (isOne(type)) {
    const [key, [holder, nameKey]] = one[type];
    return [resourceNamed(properties[key], holder, nameKey, all)];
  }
  if (!many.has(type)) return [];
  return Object.entries(holders).flatMap(([key, [holder, nameKey]]) =>
    elementsOf(properties[key]).map((name) => resourceNamed(name, holder, nameKey, all)),
  );
}

/** The resources that hold policies of this one. */
export function attachmentsOf(holder: TemplateResource, all: Resources): readonly TemplateResource[] {
  return attachments(all).get(holder) ?? [];
}

/** The policies of other resources that name this one their holder. */
export function attachedTo(holder: TemplateResource, all: Resources): readonly AttachedPolicy[] {
  return attachmentsOf(holder, all).map(({ properties, place }) =>
    inlinePolicy(properties, join('Resources', ...place, 'Properties')),
  );
}

/** Made once for a template, by holder. */
const attachments = remembered(
  (all: Resources): ReadonlyMap<TemplateResource, readonly TemplateResource[]> => {
    const found = new Map<TemplateResource, TemplateResource[]>();
    for (const policy of all.values())
      for (const holder of new Set(holdersOf(policy, all)))
        if (holder !== null) found.set(holder, [...(found.get(holder) ?? []), policy]);
    return found;
  },
);

/** True where the principals of the template that hold the policy are all there are, as far as the template tells. */
export function isHeldHere(policy: TemplateResource, all: Resources): boolean {
  const named = holdersOf(policy, all);
  if (named.includes(null)) return false;
  return named.length > 0 || referring(policy, 'ManagedPolicyArns', all);
}

/** True for a managed policy that the template uses as a permissions boundary and attaches to nobody. */
export function limitsOnly(policy: TemplateResource, all: Resources): boolean {
  return holdersOf(policy, all).length === 0 && referring(policy, 'PermissionsBoundary', all);
}

function referring(
  policy: TemplateResource,
  key: 'ManagedPolicyArns' | 'PermissionsBoundary',
  all: Resources,
): boolean {
  return references(all)[key].has(policy);
}

/** Made once for a template: the managed policies that its principals name, as theirs or as their boundary. */
const references = remembered((all: Resources) => {
  const named = (values: readonly (Json | undefined)[]) =>
    values.map((value) => resourceNamed(value, 'AWS::IAM::ManagedPolicy', 'ManagedPolicyName', all));
  const properties = [...all.values()].map((resource) => resource.properties);
  return {
    ManagedPolicyArns: new Set(named(properties.flatMap((one) => elementsOf(one.ManagedPolicyArns)))),
    PermissionsBoundary: new Set(named(properties.map((one) => one.PermissionsBoundary))),
  };
});
