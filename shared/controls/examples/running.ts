// What else runs, as examples need it: tasks and pods beside the one judged.
// SPDX-License-Identifier: Apache-2.0
import type { FactRequestOf } from '../../model/facts.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RunningWorkload } from '../../model/running.ts';
import { fact, type KnownFact } from './example.ts';
import { instanceId } from './hosts.ts';
import type { ExampleChange } from './merge.ts';
import { ecsTask, pod } from './workloads.ts';

/** The task of `ecsTask`. */
export const taskArn = 'arn:aws:ecs:eu-central-1:111122223333:task/shop/0123456789abcdef0123456789abcdef';

const place = { account: '111122223333', region: 'eu-central-1' };
const arn = (resource: string) => `arn:aws:ecs:${place.region}:${place.account}:${resource}`;

export const containerInstance = arn('container-instance/shop/0123456789abcdef0123456789abcdef');
export const nodeName = 'ip-10-0-1-17.eu-central-1.compute.internal';

/** A task on an EC2 host that carries its trust level itself. */
export function hostedTask(trust: string | null, change: ExampleChange = {}) {
  const tags = trust === null ? [] : [{ key: 'seawall.dev/trust', value: trust }];
  return ecsTask({
    launchType: 'EC2',
    containerInstanceArn: containerInstance,
    createdAt: '2026-11-17T09:00:00.000Z',
    tags,
    ...change,
  });
}

/** The fact: the definition of a task in a file, which is asked for by its ARN alone. */
export function itsDefinition(definition: JsonObject): KnownFact {
  const name = arn('task-definition/shop-web:3');
  return fact({ fact: 'task-definition', account: null, region: null, name }, { definition, tags: [] });
}

/** A pod on a node. */
export function hostedPod(trust: string | null, spec: ExampleChange = {}) {
  return pod({
    metadata: {
      creationTimestamp: '2026-11-17T09:00:00Z',
      labels: { app: 'web', 'seawall.dev/trust': trust ?? undefined },
    },
    spec: { nodeName, ...spec },
  });
}

/** A container instance of the cluster that reports itself. (ECS Developer Guide, "Amazon ECS container instance state change events") */
export function containerHost(): JsonObject {
  return {
    version: '0',
    id: '8952ba83-7be2-4ab5-9c32-6687532d15a2',
    'detail-type': 'ECS Container Instance State Change',
    source: 'aws.ecs',
    ...place,
    time: '2026-11-17T09:00:00Z',
    resources: [containerInstance],
    detail: {
      agentConnected: true,
      clusterArn: arn('cluster/shop'),
      containerInstanceArn: containerInstance,
      ec2InstanceId: instanceId,
      status: 'ACTIVE',
      version: 14,
      versionInfo: { agentVersion: '1.99.0' },
    },
  };
}

/** Another workload of `name`, made a day before. */
export function neighbour(
  name: string,
  trust: string | null,
  change: Partial<RunningWorkload> = {},
): RunningWorkload {
  const ecs = change.platform !== 'kubernetes';
  return {
    ...{ platform: 'ecs', id: name, name, namespace: ecs ? null : 'shop', ...place },
    cluster: ecs ? 'shop' : null,
    identity: ecs ? arn(`service/shop/${name}`) : `Deployment/shop/${name}`,
    tags: trust === null ? {} : { 'seawall.dev/trust': trust },
    instance: ecs ? arn(`task/shop/${name}`) : `${name}-1`,
    host: ecs ? containerInstance : nodeName,
    createdAt: '2026-11-16T09:00:00.000Z',
    everyHost: false,
    sandboxed: false,
    role: ecs ? `arn:aws:iam::${place.account}:role/${name}-task` : null,
    serviceAccount: ecs ? null : name,
    securityGroups: null,
    networkMode: ecs ? 'awsvpc' : 'pod',
    ...change,
  };
}

type Ask = FactRequestOf<'running-workloads'>;

/** The fact: these run on the task's host; `ask` for another question. */
export function running(workloads: readonly RunningWorkload[], ask: Partial<Ask> = {}): KnownFact {
  const question = { platform: 'ecs', cluster: 'shop', host: containerInstance } as const;
  return fact({ fact: 'running-workloads', ...place, ...question, ...ask }, workloads);
}

/** The same of the node of a pod in a file, which names neither account nor cluster. */
export function runningPods(workloads: readonly RunningWorkload[], ask: Partial<Ask> = {}): KnownFact {
  const nowhere = { account: null, region: null, cluster: null };
  return running(workloads, { ...nowhere, platform: 'kubernetes', host: nodeName, ...ask });
}
