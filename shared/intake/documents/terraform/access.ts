// IAM resources of the AWS provider: principals with the policies that other resources of the plan attach to them.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, listOf, objectOf, stringOf } from '../../../model/json.ts';
import { remembered } from '../../../model/remembered.ts';
import { table } from '../../../model/table.ts';
import { unsettledReason } from '../../workload/cursor.ts';
import { below, parsed } from './fields.ts';
import type { Paths } from './paths.ts';
import type { TerraformReferences } from './references.ts';
import type { TerraformResource } from './resources.ts';

export const principalResources: Readonly<Record<string, string>> = table({
  aws_iam_role: 'AWS::IAM::Role',
  aws_iam_user: 'AWS::IAM::User',
  aws_iam_group: 'AWS::IAM::Group',
});

/** Inline policies as resources of their own, with the attribute that names whose they are. */
const inlineResources: ReadonlyMap<string, readonly [attribute: string, type: string]> = new Map([
  ['aws_iam_role_policy', ['role', 'aws_iam_role']],
  ['aws_iam_user_policy', ['user', 'aws_iam_user']],
  ['aws_iam_group_policy', ['group', 'aws_iam_group']],
]);

const attachmentResources: ReadonlyMap<string, readonly (readonly [attribute: string, type: string])[]> =
  new Map([
    ['aws_iam_role_policy_attachment', [['role', 'aws_iam_role']]],
    ['aws_iam_user_policy_attachment', [['user', 'aws_iam_user']]],
    ['aws_iam_group_policy_attachment', [['group', 'aws_iam_group']]],
    // All that the role is to have, by their ARNs (Terraform AWS provider, 5.72).
    ['aws_iam_role_policy_attachments_exclusive', [['role_name', 'aws_iam_role']]],
    [
      'aws_iam_policy_attachment',
      [
        ['roles', 'aws_iam_role'],
        ['users', 'aws_iam_user'],
        ['groups', 'aws_iam_group'],
      ],
    ],
  ]);

export interface TerraformPlan extends TerraformReferences {
  readonly resources: readonly TerraformResource[];
}

/** An ARN that an attachment names, and by which of its attributes. */
interface NamedArn {
  readonly value: Json;
  readonly attribute: string;
}

/** What a principal has beside what its own resource says. */
interface Attached {
  readonly inline: readonly TerraformResource[];
  /** Attachments, with the policy of the plan that they name, where it is one. */
  readonly managed: readonly {
    readonly attachment: TerraformResource;
    readonly policy: TerraformResource | null;
    readonly arn: NamedArn;
  }[];
}

/** Resources whose policy is told with the principal that has it. */
export function toldWithPrincipal(plan: TerraformPlan): ReadonlySet<TerraformResource> {
  return new Set(
    plan.resources.filter((resource) => {
      const inline = inlineResources.get(resource.type);
      return inline !== undefined && owners(plan, resource, [inline]).length > 0;
    }),
  );
}

export function principalProperties(
  resource: TerraformResource,
  plan: TerraformPlan,
  paths: Paths,
): JsonObject {
  const { values, address } = resource;
  const { inline, managed } = attachedTo(resource, plan);
  const policies: Json[] = [];
  const arns: Json[] = [];
  const addPolicy = (document: Json, name: Json, written: string) => {
    paths.set(`Policies[${policies.length}]`, written);
    paths.set(`Policies[${policies.length}].PolicyDocument`, written);
    policies.push({ PolicyName: name, PolicyDocument: document });
  };
  const addArn = (arn: Json, written: string) => {
    paths.set(`ManagedPolicyArns[${arns.length}]`, written);
    arns.push(arn);
  };
  for (const [index, block] of listOf(values.inline_policy).entries()) {
    const { name = null, policy = null } = objectOf(block);
    const written = below(address, `inline_policy[${index}].policy`);
    if (unsettledReason(block) !== null) addPolicy(block, 'policy', written);
    else if (policy !== null) addPolicy(documentOf(policy), name, written);
  }
  for (const one of inline)
    addPolicy(policyOf(one, plan), one.values.name ?? one.address, below(one.address, 'policy'));
  for (const [index, arn] of listOf(values.managed_policy_arns).entries())
    addArn(arn, below(address, `managed_policy_arns[${index}]`));
  for (const { attachment, policy, arn } of managed) {
    if (policy === null) addArn(arn.value, below(attachment.address, arn.attribute));
    else
      addPolicy(
        policyOf(policy, plan),
        policy.values.name ?? policy.address,
        below(policy.address, 'policy'),
      );
  }
  paths.set('AssumeRolePolicyDocument', below(address, 'assume_role_policy'));
  paths.set('PermissionsBoundary', below(address, 'permissions_boundary'));
  return {
    ...said('AssumeRolePolicyDocument', documentIn(resource, 'assume_role_policy', plan)),
    ...said('PermissionsBoundary', values.permissions_boundary),
    ...said('Path', values.path),
    Policies: policies,
    ManagedPolicyArns: arns,
  };
}

function said(name: string, value: Json | undefined): JsonObject {
  return value === undefined || value === null || value === '' ? {} : { [name]: value };
}

/** A policy that stands by itself: managed, or inline of a principal that is not in the plan. */
export function policyProperties(resource: TerraformResource, plan: TerraformPlan, paths: Paths): JsonObject {
  paths.set('PolicyDocument', below(resource.address, 'policy'));
  return { PolicyName: resource.values.name ?? resource.address, PolicyDocument: policyOf(resource, plan) };
}

export function isPolicyResource(type: string): boolean {
  return type === 'aws_iam_policy' || inlineResources.has(type);
}

function policyOf(resource: TerraformResource, plan: TerraformPlan): Json {
  return documentIn(resource, 'policy', plan);
}

/** The document; where the plan does not know it, the data source behind it tells what it does know. */
export function documentIn(
  resource: TerraformResource,
  attribute: string,
  { referred }: Pick<TerraformPlan, 'referred'>,
): Json {
  const value = resource.values[attribute] ?? null;
  if (unsettledReason(value) === null) return documentOf(value);
  const [source, another] = referred(resource, attribute, 'aws_iam_policy_document');
  return source === undefined || another !== undefined ? value : statementsOf(source);
}

function documentOf(value: Json): Json {
  return parsed(value, 'policy');
}

const conditionKeys = ['test', 'variable', 'values'] as const;

/** `aws_iam_policy_document` writes statements as blocks. */
function statementsOf({ values }: TerraformResource): Json {
  if (typeof values.json === 'string') return documentOf(values.json);
  const { statement } = values;
  if (values.source_policy_documents || values.override_policy_documents || !Array.isArray(statement))
    return values.json ?? null;
  return { Version: '2012-10-17', Statement: statement.map(statementOf) };
}

function statementOf(block: Json): Json {
  if (!isObject(block) || unsettledReason(block) !== null) return block;
  const named: JsonObject = {
    ...said('Sid', block.sid),
    Effect: block.effect ?? 'Allow',
    ...said('Action', listed(block.actions)),
    ...said('NotAction', listed(block.not_actions)),
    ...said('Resource', listed(block.resources)),
    ...said('NotResource', listed(block.not_resources)),
    ...said('Principal', principalsIn(block.principals)),
    ...said('NotPrincipal', principalsIn(block.not_principals)),
  };
  const conditions = listOf(block.condition);
  return conditions.length === 0 ? named : { ...named, Condition: conditionsIn(conditions) };
}

function listed(value: Json | undefined): Json {
  return Array.isArray(value) && value.length === 0 ? null : (value ?? null);
}

function principalsIn(blocks: Json | undefined): Json {
  if (blocks === undefined || unsettledReason(blocks) !== null) return blocks ?? null;
  const found: Record<string, Json[]> = {};
  for (const block of listOf(blocks)) {
    const { type, identifiers } = objectOf(block);
    if (stringOf(type) === '*') return '*';
    const name = stringOf(type) ?? 'AWS';
    found[name] = [
      ...(found[name] ?? []),
      ...(Array.isArray(identifiers) ? identifiers : [identifiers ?? null]),
    ];
  }
  return Object.keys(found).length === 0 ? null : found;
}

function conditionsIn(blocks: readonly Json[]): Json {
  const found: Record<string, Record<string, Json>> = {};
  for (const block of blocks) {
    if (unsettledReason(block) !== null) return block;
    const [test, variable, values] = conditionKeys.map((key) => objectOf(block)[key] ?? null);
    if (typeof test !== 'string' || typeof variable !== 'string') return test ?? null;
    found[test] = { ...found[test], [variable]: values ?? null };
  }
  return found;
}

function attachedTo(principal: TerraformResource, plan: TerraformPlan): Attached {
  const { inline, managed } = attachments(plan);
  return { inline: inline.get(principal) ?? [], managed: managed.get(principal) ?? [] };
}

/** Worked out once for a plan: each attachment is asked for its principals, not each principal for its attachments. */
const attachments = remembered((plan: TerraformPlan) => {
  const inline = new Map<TerraformResource, TerraformResource[]>();
  const managed = new Map<
    TerraformResource,
    { attachment: TerraformResource; policy: TerraformResource | null; arn: NamedArn }[]
  >();
  for (const resource of plan.resources) {
    const own = inlineResources.get(resource.type);
    if (own !== undefined)
      for (const owner of owners(plan, resource, [own]))
        inline.set(owner, [...(inline.get(owner) ?? []), resource]);
    const attached = attachmentResources.get(resource.type);
    if (attached === undefined) continue;
    const attachedHere = attachedBy(resource, plan);
    for (const owner of owners(plan, resource, attached))
      managed.set(owner, [...(managed.get(owner) ?? []), ...attachedHere]);
  }
  return { inline, managed };
});

/** Principals and managed policies by what other resources call them. */
const named = remembered(({ resources }: TerraformPlan) => {
  const byName = new Map<string, TerraformResource[]>();
  for (const resource of resources) {
    const { name, arn } = resource.values;
    for (const key of [name, resource.type === 'aws_iam_policy' ? arn : null]) {
      if (typeof key !== 'string') continue;
      const id = `${resource.type} ${key}`;
      byName.set(id, [...(byName.get(id) ?? []), resource]);
    }
  }
  return byName;
});

/** One for each policy that an attachment names. */
function attachedBy(attachment: TerraformResource, plan: TerraformPlan): Attached['managed'] {
  const { policy_arns: several, policy_arn: single = null } = attachment.values;
  const arns = Array.isArray(several)
    ? several.map((value: Json, index) => ({ value, attribute: `policy_arns[${index}]` }))
    : [{ value: several ?? single, attribute: several === undefined ? 'policy_arn' : 'policy_arns' }];
  return arns.map((arn) => ({ attachment, policy: managedPolicy(attachment, arn.value, plan), arn }));
}

function managedPolicy(
  attachment: TerraformResource,
  arn: Json,
  plan: TerraformPlan,
): TerraformResource | null {
  if (typeof arn === 'string') return named(plan).get(`aws_iam_policy ${arn}`)?.[0] ?? null;
  const [found, another] = plan.referred(attachment, 'policy_arn', 'aws_iam_policy');
  return another === undefined ? (found ?? null) : null;
}

/** The principals of the plan that a resource names: by their names where these are known, else as the configuration refers to them. */
function owners(
  plan: TerraformPlan,
  resource: TerraformResource,
  by: readonly (readonly [string, string])[],
): readonly TerraformResource[] {
  return by.flatMap(([attribute, type]) => {
    const value = resource.values[attribute] ?? null;
    const names = (Array.isArray(value) ? value : [value]).filter((name) => typeof name === 'string');
    const found = names.flatMap((name) => named(plan).get(`${type} ${name}`) ?? []);
    return found.length > 0 ? found : plan.referred(resource, attribute, type);
  });
}
