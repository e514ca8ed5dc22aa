// What other resources of a Terraform plan say of one: a repository's policies, an access entry's.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, objectOf } from '../../../model/json.ts';
import { remembered } from '../../../model/remembered.ts';
import { unsettledReason } from '../../workload/cursor.ts';
import type { TerraformPlan } from './access.ts';
import { below, parsed } from './fields.ts';
import type { Made } from './groups.ts';
import type { TerraformResource } from './resources.ts';

/** Its resource policy and its lifecycle policy are resources of their own. */
function withRepositoryPolicies(
  resource: TerraformResource,
  plan: TerraformPlan,
  { properties, paths, ...made }: Made,
): Made {
  const of = (type: string) => companions(resource, plan, { type, attribute: 'repository', by: 'name' })[0];
  const policy = of('aws_ecr_repository_policy');
  const lifecycle = of('aws_ecr_lifecycle_policy');
  if (policy !== undefined) paths.set('RepositoryPolicyText', below(policy.address, 'policy'));
  if (lifecycle !== undefined)
    paths.set('LifecyclePolicy.LifecyclePolicyText', below(lifecycle.address, 'policy'));
  const text =
    policy === undefined ? {} : { RepositoryPolicyText: parsed(policy.values.policy ?? null, 'policy') };
  const rules =
    lifecycle === undefined
      ? {}
      : { LifecyclePolicy: { LifecyclePolicyText: parsed(lifecycle.values.policy ?? null, 'policy') } };
  return { ...made, paths, properties: { ...properties, ...text, ...rules } };
}

/** What other resources of the plan say of this one: a repository's policy, an access entry's policies. */
export function withCompanions(resource: TerraformResource, plan: TerraformPlan, made: Made): Made {
  const { properties, paths, type } = made;
  if (type === 'AWS::ECR::Repository') return withRepositoryPolicies(resource, plan, made);
  if (type === 'AWS::ECS::TaskDefinition')
    return { ...made, properties: { ...properties, ...rolesReferred(resource, plan) } };
  if (type !== 'AWS::EKS::AccessEntry') return made;
  const grants = companions(resource, plan, {
    type: 'aws_eks_access_policy_association',
    attribute: 'principal_arn',
    by: 'principal_arn',
  });
  return { ...made, properties: { ...properties, AccessPolicies: grants.map(grantIn(paths)) } };
}

function grantIn(paths: Made['paths']) {
  return ({ values, address }: TerraformResource, index: number): JsonObject => {
    paths.set(`AccessPolicies[${index}].PolicyArn`, below(address, 'policy_arn'));
    const [scope = null] = Array.isArray(values.access_scope) ? values.access_scope : [];
    return { PolicyArn: values.policy_arn ?? null, AccessScope: { Type: objectOf(scope).type ?? null } };
  };
}

/** What an access entry that is not in the plan is granted: an entry of its own. Null: it is told with its entry. */
export function grantAlone(
  resource: TerraformResource,
  plan: TerraformPlan,
  paths: Made['paths'],
): Omit<Made, 'paths'> | null {
  if (resource.type !== 'aws_eks_access_policy_association') return null;
  const { principal_arn: principal = null, cluster_name: cluster = null } = resource.values;
  const entries = plan.referred(resource, 'principal_arn', 'aws_eks_access_entry');
  if (entries.length > 0 || entryPrincipals(plan).has(principal)) return null;
  paths.set('PrincipalArn', below(resource.address, 'principal_arn'));
  const properties = {
    ClusterName: cluster,
    PrincipalArn: principal,
    AccessPolicies: [grantIn(paths)(resource, 0)],
  };
  return { type: 'AWS::EKS::AccessEntry', properties };
}

const entryPrincipals = remembered(
  ({ resources }: TerraformPlan) =>
    new Set(
      resources
        .filter(({ type }) => type === 'aws_eks_access_entry')
        .map(({ values }) => values.principal_arn),
    ),
);

const roleAttributes = [
  ['TaskRoleArn', 'task_role_arn'],
  ['ExecutionRoleArn', 'execution_role_arn'],
] as const;

/** Roles of the plan whose ARN is known only after the apply, as a template refers to them. */
function rolesReferred(resource: TerraformResource, plan: TerraformPlan): JsonObject {
  const found = roleAttributes.flatMap(([property, attribute]) => {
    if (unsettledReason(resource.values[attribute] ?? null) === null) return [];
    const [role, another] = plan.referred(resource, attribute, 'aws_iam_role');
    return role === undefined || another !== undefined
      ? []
      : [[property, { 'Fn::GetAtt': [role.address, 'Arn'] }] as const];
  });
  return Object.fromEntries(found);
}

interface Companion {
  readonly type: string;
  readonly attribute: string;
  readonly by: string;
}

function companions(
  resource: TerraformResource,
  plan: TerraformPlan,
  { type, attribute, by }: Companion,
): readonly TerraformResource[] {
  const { byValue, byReference } = companionsIn(plan)(type, attribute, resource.type);
  const value = resource.values[by];
  const named = typeof value === 'string' ? (byValue.get(value) ?? []) : [];
  return [...new Set([...named, ...(byReference.get(resource) ?? [])])];
}

/** Asked of each resource once, not of each for each other. */
const companionsIn = remembered((plan: TerraformPlan) => {
  const byType = Map.groupBy(plan.resources, ({ type }) => type);
  const known = new Map<string, Companions>();
  return (type: string, attribute: string, of: string) => {
    const key = `${type} ${attribute} ${of}`;
    const found = known.get(key) ?? companionsOf(byType.get(type) ?? [], attribute, of, plan);
    known.set(key, found);
    return found;
  };
});

interface Companions {
  readonly byValue: ReadonlyMap<string, TerraformResource[]>;
  readonly byReference: ReadonlyMap<TerraformResource, TerraformResource[]>;
}

function companionsOf(
  resources: readonly TerraformResource[],
  attribute: string,
  of: string,
  { referred }: TerraformPlan,
): Companions {
  const byValue = new Map<string, TerraformResource[]>();
  const byReference = new Map<TerraformResource, TerraformResource[]>();
  for (const one of resources) {
    const value = one.values[attribute];
    if (typeof value === 'string') byValue.set(value, [...(byValue.get(value) ?? []), one]);
    for (const other of referred(one, attribute, of))
      byReference.set(other, [...(byReference.get(other) ?? []), one]);
  }
  return { byValue, byReference };
}
