// IAM principals of a template: their own policies, and those that other resources attach to them.
// SPDX-License-Identifier: Apache-2.0
import { at, join } from '../../model/at.ts';
import { type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import type { AttachedPolicy, Principal } from '../../model/principal.ts';
import { cursor, down, isAbsent, settledString, unsettledReason } from '../workload/cursor.ts';
import type { Where } from '../workload/where.ts';
import { bare } from './iam.ts';
import { readingsOf } from './policy-readings.ts';
import { attachedTo, isHeldHere, limitsOnly } from './template-attachments.ts';
import { blankPolicy, inlinePolicy, possiblePolicies } from './template-policy.ts';
import {
  elementsOf,
  type Resources,
  referred,
  resourceNamed,
  type TemplateResource,
} from './template-resource.ts';

type Holder = 'role' | 'user' | 'group';

/** AWS::IAM::Role, User and Group: with the policies that they hold by whatever resource of the template. */
export function holderOf(type: Holder, resource: TemplateResource, where: Where, all: Resources): Principal {
  const { properties } = resource;
  const inherited = type === 'user' ? groupsOf(properties, all) : [];
  const own = [resource, ...inherited.filter((group) => group !== null)];
  const policies = own.flatMap((holder) => [
    ...inlinePolicies(holder, holder === resource),
    ...managedPolicies(holder, holder === resource, all),
    ...attachedTo(holder, all),
  ]);
  const trust = readingsOf(properties.AssumeRolePolicyDocument, 'trust');
  const hasTrust = !isAbsent(down(cursor(properties), 'AssumeRolePolicyDocument'));
  return {
    ...bare(type, where.name ?? '', null, where),
    path: stringOf(properties.Path),
    policies,
    complete: policies.every(({ unsettled }) => unsettled === undefined) && !inherited.includes(null),
    trust: at(hasTrust ? trust.least : null, 'AssumeRolePolicyDocument'),
    ...(hasTrust && trust.most !== null ? { trustAtMost: trust.most } : {}),
    boundary: boundaryOf(properties, all),
    usedBy: type === 'role' ? usersOf(resource, all) : [],
  };
}

/**
 * The workloads of the template that have the role: pods by their service account, tasks by their definition. One alone tells
 * nothing: others may stand elsewhere.
 */
function usersOf(role: TemplateResource, all: Resources): readonly string[] {
  const isIt = (value: Json | undefined) => all.get(referred(value, 'Arn') ?? '') === role;
  const users = [...all.values()].flatMap(({ type, logicalId, properties }) => {
    if (type === 'AWS::ECS::TaskDefinition') return isIt(properties.TaskRoleArn) ? [logicalId] : [];
    if (type !== 'AWS::EKS::PodIdentityAssociation' || !isIt(properties.RoleArn)) return [];
    const { Namespace: namespace, ServiceAccount: account } = properties;
    return [`${stringOf(namespace) ?? logicalId}/${stringOf(account) ?? logicalId}`];
  });
  return new Set(users).size > 1 ? users : [];
}

/** A policy by itself: of no principal of the template, or only of some. None where its holders tell all of it. */
export function policiesOf(resource: TemplateResource, where: Where, all: Resources): readonly Principal[] {
  if (isHeldHere(resource, all)) return [];
  const policy = bare('policy', where.name ?? '', null, where);
  // A permissions boundary grants nothing (IAM User Guide, "Permissions boundaries").
  if (limitsOnly(resource, all)) return [{ ...policy, complete: true }];
  return [{ ...policy, policies: [inlinePolicy(resource.properties, '')] }];
}

/** Null for a group that only the deployment names. */
function groupsOf({ Groups: names }: JsonObject, all: Resources): readonly (TemplateResource | null)[] {
  return elementsOf(names).map((name) => resourceNamed(name, 'AWS::IAM::Group', 'GroupName', all));
}

/** Places of what another resource holds begin at the template's root. */
function inlinePolicies({ properties, place }: TemplateResource, isOwn: boolean): readonly AttachedPolicy[] {
  const base = isOwn ? '' : join('Resources', ...place, 'Properties');
  return elementsOf(properties.Policies).flatMap((policy, index) => {
    const path = join(base, 'Policies', index);
    return unsettledReason(policy) === null
      ? [inlinePolicy(objectOf(policy), path)]
      : possiblePolicies(policy, path);
  });
}

function managedPolicies(
  { properties, place }: TemplateResource,
  isOwn: boolean,
  all: Resources,
): readonly AttachedPolicy[] {
  const base = isOwn ? '' : join('Resources', ...place, 'Properties');
  return elementsOf(properties.ManagedPolicyArns).map((item, index) =>
    managedPolicy(item, join(base, 'ManagedPolicyArns', index), all),
  );
}

/** Of this template with its document, else by its ARN alone. */
function managedPolicy(value: Json | undefined, path: string, all: Resources): AttachedPolicy {
  const here = resourceNamed(value, 'AWS::IAM::ManagedPolicy', '', all);
  if (here !== null) return inlinePolicy(here.properties, join('Resources', ...here.place, 'Properties'));
  const arn = stringOf(value);
  const reason = unsettledReason(value);
  const policy = { ...blankPolicy(arn ?? 'a managed policy', path), arn };
  return reason === null
    ? policy
    : { ...policy, unsettled: `which policy ${path} attaches is not known: ${reason}` };
}

function boundaryOf(properties: JsonObject, all: Resources): Principal['boundary'] {
  const boundary = settledString(down(cursor(properties), 'PermissionsBoundary'));
  const here = resourceNamed(properties.PermissionsBoundary, 'AWS::IAM::ManagedPolicy', '', all);
  if (here !== null)
    return at(inlinePolicy(here.properties, join('Resources', ...here.place, 'Properties')), boundary.path);
  const { value, path } = boundary;
  return { ...boundary, value: value === null ? null : { name: value, arn: value, path, document: null } };
}
