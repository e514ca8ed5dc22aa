// The smallest workloads that break no control; an example is one of them plus one change.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import { type ExampleChange, merged } from './merge.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** The image of every valid workload. */
export const webImage = `111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web:1.4.2@${digest}`;

const ecsContainer: JsonObject = {
  name: 'web',
  image: webImage,
  essential: true,
  command: ['node', 'server.js'],
  environment: [{ name: 'PORT', value: '8080' }],
  portMappings: [{ containerPort: 8080, protocol: 'tcp' }],
  user: '10001:10001',
  memory: 256,
  cpu: 128,
  privileged: false,
  readonlyRootFilesystem: true,
  linuxParameters: { capabilities: { drop: ['ALL'] }, initProcessEnabled: true },
  logConfiguration: {
    logDriver: 'awslogs',
    options: { 'awslogs-group': '/ecs/shop', 'awslogs-region': 'eu-central-1' },
  },
};

const fargateDefinition: JsonObject = {
  family: 'shop-web',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  cpu: '256',
  memory: '512',
  taskRoleArn: 'arn:aws:iam::111122223333:role/shop-web-task',
  executionRoleArn: 'arn:aws:iam::111122223333:role/shop-web-execution',
  runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'ARM64' },
  tags: [{ key: 'seawall.dev/trust', value: 'high' }],
};

export interface DefinitionChange {
  /** Laid over the task definition itself. */
  readonly task?: ExampleChange;
  /** Laid over its only container. */
  readonly container?: ExampleChange;
  /** Containers added behind it. */
  readonly more?: readonly ExampleChange[];
}

/** A valid Fargate task definition (RegisterTaskDefinition shape) with a change. */
export function taskDefinition(change: DefinitionChange = {}): JsonObject {
  const containers = [merged(ecsContainer, change.container ?? {}), ...moreOf(ecsContainer, change.more)];
  return merged({ ...fargateDefinition, containerDefinitions: containers }, change.task ?? {});
}

/** The same for EC2 capacity, where privileges of the host can be asked for at all. */
export function ec2TaskDefinition(change: DefinitionChange = {}): JsonObject {
  const confined = (container: ExampleChange = {}): ExampleChange => ({
    dockerSecurityOptions: ['no-new-privileges'],
    ...container,
  });
  return taskDefinition({
    container: confined(change.container),
    more: (change.more ?? []).map(confined),
    task: { requiresCompatibilities: ['EC2'], ...change.task },
  });
}

const podContainer: JsonObject = {
  name: 'web',
  image: webImage,
  args: ['node', 'server.js'],
  ports: [{ containerPort: 8080 }],
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
};

const podSpec: JsonObject = {
  automountServiceAccountToken: false,
  serviceAccountName: 'web',
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 10001,
    seccompProfile: { type: 'RuntimeDefault' },
  },
};

const metadata: JsonObject = {
  name: 'web',
  namespace: 'shop',
  labels: { app: 'web', 'seawall.dev/trust': 'high' },
};

export interface PodChange {
  readonly metadata?: ExampleChange;
  /** Laid over the pod's spec. */
  readonly spec?: ExampleChange;
  /** Laid over its only container. */
  readonly container?: ExampleChange;
  readonly more?: readonly ExampleChange[];
}

/** A valid pod with a change. */
export function pod(change: PodChange = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: merged(metadata, change.metadata ?? {}),
    spec: specOf(change),
  };
}

/** A valid Deployment of the same pod; `metadata` and the labels of its template change together. */
export function deployment(change: PodChange = {}): JsonObject {
  const outer = merged(metadata, change.metadata ?? {});
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: outer,
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: outer.labels }, spec: specOf(change) },
    },
  };
}

function specOf(change: PodChange): JsonObject {
  const containers = [merged(podContainer, change.container ?? {}), ...moreOf(podContainer, change.more)];
  return merged({ ...podSpec, containers }, change.spec ?? {});
}

function moreOf(base: JsonObject, more: readonly ExampleChange[] = []): JsonObject[] {
  return more.map((change, index) =>
    merged({ ...base, name: `more-${index + 1}`, ports: undefined, portMappings: undefined }, change),
  );
}

/** A Fargate service in `awsvpc`, its definition not at hand; `awsvpc` is laid over its network configuration. */
export function ecsService(change: { service?: ExampleChange; awsvpc?: ExampleChange } = {}): JsonObject {
  const service: JsonObject = {
    serviceArn: 'arn:aws:ecs:eu-central-1:111122223333:service/shop/web',
    serviceName: 'web',
    clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop',
    taskDefinition: 'shop-web:3',
    launchType: 'FARGATE',
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: ['subnet-0123456789abcdef0'],
        securityGroups: ['sg-0123456789abcdef0'],
        assignPublicIp: 'DISABLED',
      },
    },
  };
  const awsvpcConfiguration = change.awsvpc ?? {};
  return merged(merged(service, { networkConfiguration: { awsvpcConfiguration } }), change.service ?? {});
}

/** A running task of that service, as DescribeTasks shows it. */
export function ecsTask(change: ExampleChange = {}): JsonObject {
  const task: JsonObject = {
    taskArn: 'arn:aws:ecs:eu-central-1:111122223333:task/shop/0123456789abcdef0123456789abcdef',
    clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop',
    taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-web:3',
    group: 'service:web',
    startedBy: 'ecs-svc/0123456789012345678',
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    launchType: 'FARGATE',
    containers: [],
    attachments: [
      {
        id: '5b7c1a52-3f0e-4f0a-9f39-1d2b6c7a10aa',
        type: 'ElasticNetworkInterface',
        status: 'ATTACHED',
        details: [
          { name: 'subnetId', value: 'subnet-0123456789abcdef0' },
          { name: 'networkInterfaceId', value: 'eni-0123456789abcdef0' },
          { name: 'privateIPv4Address', value: '10.0.1.17' },
        ],
      },
    ],
  };
  return merged(task, change);
}
