// What a Terraform plan makes of access keys, jobs on EKS and the disks of hosts.
import { expect, it } from 'vitest';
import type { Json } from '../../../shared/model/json.ts';
import { judgedFiles } from '../../support/judged-files.ts';

const plan = (type: string, values: Json): Json => ({
  ...{ format_version: '1.2', terraform_version: '1.9.8' },
  planned_values: {
    root_module: { resources: [{ address: `${type}.one`, mode: 'managed', type, name: 'one', values }] },
  },
});
const job = (container: Json, pod: { readonly [key: string]: Json } = {}) =>
  plan('aws_batch_job_definition', {
    ...{ name: 'job', type: 'container' },
    eks_properties: [{ pod_properties: [{ ...pod, containers: [container] }] }],
  });
const host = (encrypted: Json) =>
  plan('aws_launch_template', {
    user_data: Buffer.from('echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config').toString('base64'),
    block_device_mappings: [{ device_name: '/dev/xvda', ebs: [{ encrypted }] }],
  });
const reachable = (asked: Json) =>
  plan('aws_launch_template', {
    user_data: Buffer.from('echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config').toString('base64'),
    network_interfaces: [{ associate_public_ip_address: asked }],
  });
const key = (status: string) => plan('aws_iam_access_key', { user: 'ci', status });

const privileged = 'namespace-isolation/no-privileged';
const network = 'segmentation/own-network-interface';
const credentials = 'control-plane/federated-access-only';
const logins = 'host-hardening/no-host-ssh';
const disks = 'host-hardening/encrypted-volumes';

it.each<[control: string, expected: string, says: string, given: Json]>([
  [credentials, 'fail', 'an access key', key('Active')],
  [credentials, 'fail', 'a login profile', plan('aws_iam_user_login_profile', { user: 'kim' })],
  [credentials, 'not-applicable', 'a key that is switched off', key('Inactive')],
  [privileged, 'fail', 'a privileged pod', job({ image: 'a:1', security_context: [{ privileged: true }] })],
  [privileged, 'pass', 'a pod', job({ image: 'a:1', security_context: [{ privileged: false }] })],
  [network, 'fail', 'the network of the node', job({ image: 'a:1' }, { host_network: true })],
  [network, 'pass', 'a network of its own', job({ image: 'a:1' }, { host_network: false })],
  [logins, 'fail', 'a public address at launch', reachable('true')],
  [logins, 'pass', 'none', reachable('false')],
  [logins, 'pass', 'an address of which nothing is said', reachable('')],
  [disks, 'fail', 'a disk in the clear', host('false')],
  [disks, 'pass', 'an encrypted disk', host('true')],
  [disks, 'unknown', 'a disk of which nothing is said', host('')],
])('%s: %s for %s', async (control, expected, _, given) => {
  const found = await judgedFiles({ 'plan.json': given });
  expect(found(control).map(({ outcome }) => outcome)).toEqual([expected]);
});

const managed = (type: string, name: string, values: Json) => ({
  ...{ address: `${type}.${name}`, mode: 'managed', type, name, values },
});
const trust = JSON.stringify({
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});
const role = managed('aws_iam_role', 'r', { name: 'web', assume_role_policy: trust });
const several = (resources: readonly Json[], more: { readonly [key: string]: Json } = {}): Json => ({
  ...{ format_version: '1.2', terraform_version: '1.9.8' },
  planned_values: { root_module: { resources } },
  ...more,
});
const exclusive = (policy: string, own: { readonly [key: string]: Json } = {}) =>
  several([
    role,
    managed('aws_iam_role_policy_attachments_exclusive', 'a', {
      ...{ role_name: 'web', policy_arns: ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess', policy] },
      ...own,
    }),
  ]);
const granted = (policy: string, entries: readonly Json[] = []) =>
  several([
    ...entries,
    managed('aws_eks_access_policy_association', 'a', {
      ...{ cluster_name: 'shop', principal_arn: 'arn:aws:iam::111122223333:role/dev' },
      policy_arn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
      access_scope: [{ type: 'cluster', namespaces: [] }],
    }),
  ]);
const entry = managed('aws_eks_access_entry', 'e', {
  ...{ cluster_name: 'shop', principal_arn: 'arn:aws:iam::111122223333:role/dev' },
});
const twoRoles = (execution: string): Json => {
  const expressions = (name: string) => ({
    references: [`aws_iam_role.${name}.arn`, `aws_iam_role.${name}`],
  });
  const definition = managed('aws_ecs_task_definition', 't', {
    family: 'web',
    container_definitions: JSON.stringify([{ name: 'a', image: 'a:1' }]),
  });
  const other = managed('aws_iam_role', 'x', { name: 'execution', assume_role_policy: trust });
  const unknown = { task_role_arn: true, execution_role_arn: true };
  return several([role, other, definition], {
    resource_changes: [{ ...definition, change: { after_unknown: unknown } }],
    configuration: {
      root_module: {
        resources: [
          {
            address: 'aws_ecs_task_definition.t',
            expressions: { task_role_arn: expressions('r'), execution_role_arn: expressions(execution) },
          },
        ],
      },
    },
  });
};

const administrator = 'control-plane/no-administrator-grant';
const clusterAdministrators = 'control-plane/cluster-admin-entries';
const apart = 'blast-radius/execution-role-apart';

it.each<[control: string, fails: boolean, says: string, given: Json]>([
  [administrator, true, 'one of all attachments', exclusive('arn:aws:iam::aws:policy/AdministratorAccess')],
  [administrator, false, 'attachments that read', exclusive('arn:aws:iam::aws:policy/ReadOnlyAccess')],
  [
    administrator,
    false,
    'attachments of another role',
    exclusive('arn:aws:iam::aws:policy/AdministratorAccess', { role_name: 'other' }),
  ],
  [clusterAdministrators, true, 'a grant without its entry', granted('AmazonEKSClusterAdminPolicy')],
  [clusterAdministrators, true, 'a grant with its entry', granted('AmazonEKSClusterAdminPolicy', [entry])],
  [clusterAdministrators, false, 'a grant that reads', granted('AmazonEKSViewPolicy')],
  [apart, true, 'one role of the plan for both', twoRoles('r')],
  [apart, false, 'two roles of the plan', twoRoles('x')],
])('%s fails: %s, for %s', async (control, fails, _, given) => {
  const found = await judgedFiles({ 'plan.json': given });
  expect(found(control).filter(({ outcome }) => outcome === 'fail')).toHaveLength(fails ? 1 : 0);
});
