// The smallest findings of runtime detectors, as the bus carries them.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import { webImage } from './workloads.ts';

const account = '111122223333';
const region = 'eu-central-1';
const arn = (resource: string) => `arn:aws:ecs:${region}:${account}:${resource}`;

/** A task of the service `web`. (GuardDuty API reference, EcsTaskDetails) */
export const namedTask: JsonObject = {
  resourceType: 'ECSCluster',
  ecsClusterDetails: {
    name: 'shop',
    arn: arn('cluster/shop'),
    taskDetails: {
      arn: arn('task/shop/0123456789abcdef0123456789abcdef'),
      definitionArn: arn('task-definition/shop-web:7'),
      group: 'service:web',
      startedBy: 'ecs-svc/0123456789012345678',
      containers: [{ name: 'web', image: webImage }],
    },
  },
};

/** A Deployment of an EKS cluster. (GuardDuty API reference, KubernetesWorkloadDetails) */
export const namedDeployment: JsonObject = {
  resourceType: 'EKSCluster',
  eksClusterDetails: { name: 'shop', arn: `arn:aws:eks:${region}:${account}:cluster/shop` },
  kubernetesDetails: {
    kubernetesWorkloadDetails: { name: 'web', type: 'deployments', namespace: 'shop' },
  },
};

export const namedInstance: JsonObject = {
  resourceType: 'Instance',
  instanceDetails: { instanceId: 'i-0123456789abcdef0' },
};

/** An EKS cluster, and a Deployment in it, as a sequence of signals names them. (GuardDuty API reference, Sequence, ResourceV2) */
export const namedSequence: JsonObject = {
  detection: {
    sequence: {
      uid: 'f0123456789',
      description: 'What the signals have in common.',
      signals: [],
      resources: [
        { uid: `arn:aws:eks:${region}:${account}:cluster/shop`, resourceType: 'EKS_CLUSTER', name: 'shop' },
        {
          uid: 'a7c9e1b0-3f52-4a61-9d0e-6b1f7c2d8e34',
          resourceType: 'KUBERNETES_WORKLOAD',
          name: 'web',
          data: { kubernetesWorkload: { namespace: 'shop', type: 'DEPLOYMENTS' } },
        },
      ],
    },
  },
};

interface FindingChange {
  readonly severity?: number;
  readonly title?: string;
  readonly service?: JsonObject;
}

/** A GuardDuty finding as EventBridge carries it (GuardDuty User Guide, "EventBridge"). */
export function guardDuty(type: string, resource: JsonObject, change: FindingChange = {}): JsonObject {
  const { severity = 8, title = 'What GuardDuty saw.', service = {} } = change;
  const detector = `arn:aws:guardduty:${region}:${account}:detector/0123456789abcdef`;
  return {
    version: '0',
    id: '0b9b6f4c-7a3e-4c53-8a5b-2f1f0d9c7e11',
    'detail-type': 'GuardDuty Finding',
    source: 'aws.guardduty',
    account,
    region,
    time: '2026-11-17T09:00:00Z',
    resources: [],
    detail: {
      schemaVersion: '2.0',
      accountId: account,
      region,
      id: 'f0123456789',
      arn: `${detector}/finding/f0123456789`,
      type,
      title,
      severity,
      resource,
      service: { serviceName: 'guardduty', archived: false, count: 1, resourceRole: 'TARGET', ...service },
      createdAt: '2026-11-17T08:59:00.000Z',
      updatedAt: '2026-11-17T09:00:00.000Z',
    },
  };
}

/** An alert of Falco on a pod. (falcosecurity/falcosidekick, types.FalcoPayload) */
export function falcoAlert(rule: string, priority: string): JsonObject {
  return {
    uuid: '5f6b0e0c-9d53-4b5e-8a53-3f0c2a9b7d10',
    rule,
    priority,
    output: `09:00:00.000000000: ${priority} ${rule}`,
    source: 'syscall',
    tags: ['container', 'process'],
    hostname: 'ip-10-0-1-17.eu-central-1.compute.internal',
    time: '2026-11-17T09:00:00.000000000Z',
    output_fields: {
      'container.id': '0123456789ab',
      'k8s.ns.name': 'shop',
      'k8s.pod.name': 'web-7d9f-abcde',
    },
  };
}
