// What an expression may ask of a subject: its fields by kind, and where null means that nobody can tell.
// SPDX-License-Identifier: Apache-2.0

import type { Platform, Subject, SubjectKind, SubjectOf } from '../../model/subject.ts';
import { table } from '../../model/table.ts';
import type { Container } from '../../model/workload.ts';

const base = [
  'kind',
  'platform',
  'id',
  'name',
  'identity',
  'account',
  'region',
  'cluster',
  'namespace',
] as const;

/** Fields of each kind, as the model names them: docs/custom-controls.md explains them. */
export const fields: { readonly [K in SubjectKind]: readonly (keyof SubjectOf<K>)[] } = {
  workload: [
    ...([...base, 'tags', 'source', 'objectKind', 'running', 'instance', 'definition', 'family'] as const),
    ...(['annotations', 'os', 'launchTypes', 'containers', 'volumes', 'isolation', 'network'] as const),
    ...(['roles', 'limits', 'overrides', 'sysctls', 'seccomp', 'appArmor', 'seLinux', 'fsGroup'] as const),
    ...(['supplementalGroups', 'platformVersion', 'executeCommandEnabled', 'host'] as const),
    ...(['placement', 'createdAt', 'everyHost', 'threats'] as const),
  ],
  image: [...base, 'tags', 'reference', 'repository', 'tag', 'digest', 'config', 'scan', 'running'],
  repository: [
    ...([
      ...base,
      'tags',
      'policy',
      'tagMutability',
      'mutabilityExclusions',
      'scanOnPush',
      'registry',
    ] as const),
  ],
  host: [
    ...([...base, 'tags', 'instanceId', 'containerHost', 'httpTokens', 'httpEndpoint', 'hopLimit'] as const),
    ...([
      'imageId',
      'keyName',
      'publicAddress',
      'instanceProfile',
      'agentConnected',
      'agentVersion',
    ] as const),
    'threats',
  ],
  cluster: [
    ...([...base, 'tags', 'version', 'publicEndpoint', 'publicCidrs', 'logTypes', 'encryptionKeys'] as const),
    ...(['containerInsights', 'execLogging', 'adminEntries'] as const),
  ],
  principal: [
    ...([...base, 'tags', 'type', 'arn', 'path', 'policies', 'groups', 'trust', 'boundary'] as const),
    ...(['complete', 'credentials', 'bindings', 'usedBy'] as const),
  ],
  network: [...base, 'tags', 'resource', 'ingress', 'partial', 'usedByContainers'],
  call: [
    ...([...base, 'tags', 'service', 'operation', 'actor', 'succeeded', 'errorCode', 'readOnly'] as const),
    ...(['parameters', 'response', 'additional', 'target', 'kubernetes'] as const),
  ],
};

const ofContainer: Readonly<Record<keyof Container, true>> = {
  ...{ name: true, path: true, role: true, injected: true, image: true, digest: true, entryPoint: true },
  ...{ command: true, environment: true, environmentFiles: true, secrets: true, ports: true, user: true },
  ...{ group: true, runAsNonRoot: true, privileged: true, readOnlyRoot: true, capabilities: true },
  ...{ allowPrivilegeEscalation: true, mounts: true, devices: true, limits: true, sysctls: true },
  ...{ seccomp: true, appArmor: true, seLinux: true, procMount: true, hostProcess: true, tty: true },
  ...{ stdin: true, logging: true, logRouter: true, essential: true, hooks: true },
};

/** Fields of one of `workload.containers`. */
export const containerFields: readonly string[] = Object.keys(ofContainer);

/** Fields of the policy that an expression may read. */
export const policyFields = [
  'profile',
  'organisation',
  'trust',
  'people',
  'labels',
  'hosts',
  'groups',
] as const;

/** Maps and documents that others wrote: taken as they are, whatever their keys look like. */
export const rawKeys: ReadonlySet<string> = new Set([
  ...['tags', 'annotations', 'labels', 'parameters', 'response', 'additional', 'counts', 'document'],
]);

/** Policy documents, which come as objects or as text. The model gives `trust` and `policy` with their place. */
export const documentKeys: ReadonlySet<string> = new Set(['trust', 'policy', 'document']);

const neverHas: Readonly<Record<string, readonly Platform[]>> = table({
  account: ['oci'],
  region: ['oci', 'iam'],
  cluster: ['oci', 'iam', 'ecr'],
  namespace: ['oci', 'iam', 'ecr', 'ecs', 'ec2', 'eks'],
});

const untold: Readonly<Record<SubjectKind, readonly string[]>> = {
  workload: ['tags'],
  image: ['tags', 'config', 'scan'],
  repository: ['tags'],
  host: ['tags', 'containerHost'],
  cluster: ['tags'],
  principal: ['tags', 'path'],
  network: ['tags', 'usedByContainers'],
  call: ['parameters'],
};

/** Whether null stands for "the input does not tell" in this field, rather than for "has none". */
export function nullIsUnknown({ kind, platform }: Subject, field: string): boolean {
  const lacking = Object.hasOwn(neverHas, field) ? neverHas[field] : undefined;
  return lacking === undefined ? untold[kind].includes(field) : !lacking.includes(platform);
}
