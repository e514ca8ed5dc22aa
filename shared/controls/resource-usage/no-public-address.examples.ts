// Examples of no-public-address: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0

import type { Examples } from '../examples/example.ts';
import { exposures } from '../examples/namespaces.ts';
import { loadBalancer, taskInterface } from '../examples/networks.ts';
import { deployment, ecsService, ecsTask, pod, taskDefinition } from '../examples/workloads.ts';

const behind = {
  loadBalancers: [
    {
      targetGroupArn:
        'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/shop-web/0123456789abcdef',
      containerName: 'web',
      containerPort: 8080,
    },
  ],
};

const targets = behind.loadBalancers.map(({ targetGroupArn }) => targetGroupArn);

const policyWith = (allowed: Record<string, string[]>) => ({
  version: 1,
  controls: { 'resource-usage/no-public-address': { parameters: allowed } },
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a service whose tasks get public addresses',
      given: ecsService({ awsvpc: { assignPublicIp: 'ENABLED' } }),
      at: 'networkConfiguration.awsvpcConfiguration.assignPublicIp',
    },
    {
      says: 'a service behind a load balancer that faces the internet',
      given: ecsService({ service: behind }),
      facts: [loadBalancer({ targets, internetFacing: true })],
      at: 'loadBalancers',
    },
    {
      says: 'a task whose interface has a public address',
      given: ecsTask({ group: 'family:shop-web', startedBy: undefined }),
      facts: [taskInterface({}, '203.0.113.9')],
      at: 'attachments',
    },
    {
      says: 'a pod behind a Service that faces the internet',
      given: deployment(),
      facts: [exposures([{ kind: 'Service', name: 'web', pods: { app: 'web' }, internetFacing: true }])],
      at: 'metadata.labels',
    },
    {
      says: 'pods behind an Ingress that faces the internet',
      given: deployment(),
      facts: [exposures([{ kind: 'Ingress', name: 'edge', pods: { app: 'web' }, internetFacing: true }])],
      at: 'metadata.labels',
    },
  ],
  passes: [
    {
      says: 'a pod behind an internal Service, and beside a public one for others',
      given: pod(),
      facts: [
        exposures([
          { kind: 'Service', name: 'web', pods: { app: 'web' }, internetFacing: false },
          { kind: 'Service', name: 'edge', pods: { app: 'edge' }, internetFacing: true },
          { kind: 'Service', name: 'outside', pods: {}, internetFacing: true },
        ]),
      ],
    },
    { says: 'no public address, no load balancer', given: ecsService() },
    {
      says: 'an internal load balancer',
      given: ecsService({ service: behind }),
      facts: [loadBalancer({ targets, internetFacing: false })],
    },
    {
      says: 'a load balancer that the policy names',
      given: ecsService({ service: behind }),
      facts: [loadBalancer({ targets, internetFacing: true })],
      policy: policyWith({ 'load-balancers': ['shop-*'] }),
    },
    {
      says: 'a load balancer that the policy names by its ARN',
      given: ecsService({ service: behind }),
      facts: [loadBalancer({ targets, internetFacing: true })],
      policy: policyWith({
        'load-balancers': ['arn:aws:elasticloadbalancing:*:loadbalancer/app/shop-web/*'],
      }),
    },
    {
      says: 'a Service that the policy names',
      given: deployment(),
      facts: [exposures([{ kind: 'Service', name: 'web', pods: { app: 'web' }, internetFacing: true }])],
      policy: policyWith({ 'load-balancers': ['web'] }),
    },
    {
      says: 'a task of a service behind an internal load balancer',
      given: ecsTask(),
      facts: [taskInterface({}), loadBalancer({ service: 'web', internetFacing: false })],
    },
  ],
  unknown: [
    { says: 'a pod whose Services were not looked up', given: deployment() },
    { says: 'a load balancer that was not looked up', given: ecsService({ service: behind }) },
    {
      says: 'a task whose service was not looked up',
      given: ecsTask(),
      facts: [taskInterface({})],
    },
  ],
  notApplicable: [
    { says: 'a definition, which names no network', given: taskDefinition() },
    {
      says: 'a workload that the policy lets be public',
      given: ecsService({ awsvpc: { assignPublicIp: 'ENABLED' } }),
      policy: policyWith({ workloads: ['web'] }),
    },
  ],
});
