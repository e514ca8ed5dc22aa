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
const key = (status: string) => plan('aws_iam_access_key', { user: 'ci', status });

const privileged = 'namespace-isolation/no-privileged';
const network = 'segmentation/own-network-interface';
const credentials = 'control-plane/federated-access-only';
const disks = 'host-hardening/encrypted-volumes';

it.each<[control: string, expected: string, says: string, given: Json]>([
  [credentials, 'fail', 'an access key', key('Active')],
  [credentials, 'fail', 'a login profile', plan('aws_iam_user_login_profile', { user: 'kim' })],
  [credentials, 'not-applicable', 'a key that is switched off', key('Inactive')],
  [privileged, 'fail', 'a privileged pod', job({ image: 'a:1', security_context: [{ privileged: true }] })],
  [privileged, 'pass', 'a pod', job({ image: 'a:1', security_context: [{ privileged: false }] })],
  [network, 'fail', 'the network of the node', job({ image: 'a:1' }, { host_network: true })],
  [network, 'pass', 'a network of its own', job({ image: 'a:1' }, { host_network: false })],
  [disks, 'fail', 'a disk in the clear', host('false')],
  [disks, 'pass', 'an encrypted disk', host('true')],
  [disks, 'unknown', 'a disk of which nothing is said', host('')],
])('%s: %s for %s', async (control, expected, _, given) => {
  const found = await judgedFiles({ 'plan.json': given });
  expect(found(control).map(({ outcome }) => outcome)).toEqual([expected]);
});
