// What a Terraform plan holds and nothing judges is told by its type; what is read for another resource is not told.
import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../../shared/intake/documents/read.ts';

/** Why resources of the types are left out of a plan. */
function leftOut(...types: readonly string[]): readonly string[] {
  const resources = types.map((type) => ({
    ...{ address: `${type}.one`, mode: 'managed', type, name: 'one' },
    values: { name: 'one', role: 'one', security_group_id: 'sg-1', type: 'ingress' },
  }));
  const plan = {
    ...{ format_version: '1.2', terraform_version: '1.14.0' },
    planned_values: { root_module: { resources } },
  };
  return readDocuments(JSON.stringify(plan), 'plan.json').flatMap((result) =>
    result.ok && result.intake.kind === 'dropped' ? [result.intake.reason] : [],
  );
}

describe('resources of a plan that nothing judges', () => {
  it('are told by type, each as often as it stands there', () => {
    expect(leftOut('aws_lightsail_container_service', 'random_id', 'kubernetes_secret')).toEqual([
      'resource type aws_lightsail_container_service, which nothing judges',
      'resource type random_id, which nothing judges',
      'resource type kubernetes_secret, which nothing judges',
    ]);
  });

  it('releases of Helm with what to judge in their place', () => {
    expect(leftOut('helm_release', 'aws_ecs_cluster')).toEqual([
      'resource type helm_release, whose chart is not rendered: judge what `helm template` writes',
    ]);
  });

  it.each([
    'aws_iam_role_policy_attachment',
    'aws_iam_role_policy_attachments_exclusive',
    'aws_iam_policy_attachment',
    'aws_iam_instance_profile',
    'aws_ecr_repository_policy',
    'aws_ecr_lifecycle_policy',
    'aws_eks_access_policy_association',
    'aws_nat_gateway',
    'aws_security_group_rule',
    'aws_vpc_security_group_ingress_rule',
  ])('%s is read for another resource', (type) => {
    expect(leftOut(type)).toEqual([]);
  });

  it.each(['toString', 'constructor', '__proto__'])('a type called %s is one that nothing judges', (type) => {
    expect(leftOut(type)).toEqual([`resource type ${type}, which nothing judges`]);
  });
});
