// One container of a Kubernetes pod as a Container.
// SPDX-License-Identifier: Apache-2.0
import { type At, at } from '../../model/at.ts';
import type { EnvironmentVariable } from '../../model/environment-variable.ts';
import type { Container, ContainerRole, SecretReference } from '../../model/workload.ts';
import {
  type Cursor,
  down,
  isAbsent,
  plain,
  settledBoolean,
  settledList,
  settledNumber,
  settledString,
  settledStringsOrNull,
  settledText,
} from './cursor.ts';
import { hooksOf } from './kubernetes-hooks.ts';
import { limitsOf } from './kubernetes-limits.ts';
import { type PodSecurity, securityOf } from './kubernetes-security.ts';

/** Reads `containers[n]`, `initContainers[n]` or `ephemeralContainers[n]` of a pod's spec. */
export function containerOf(
  from: Cursor,
  role: ContainerRole,
  pod: PodSecurity,
  digest: At<string | null>,
): Container {
  const name = plain(down(from, 'name')) ?? '';
  return {
    name,
    path: from.path,
    role: role === 'init' && plain(down(from, 'restartPolicy')) === 'Always' ? 'sidecar' : role,
    injected: false,
    image: settledString(down(from, 'image')),
    digest,
    // `command` of Kubernetes is the entry point, `args` the command (Kubernetes, "Define a Command and Arguments").
    entryPoint: settledStringsOrNull(down(from, 'command')),
    command: settledStringsOrNull(down(from, 'args')),
    ...environmentOf(from),
    ...securityOf(from, name, pod),
    ports: settledList(down(from, 'ports'), (item) => ({
      container: settledNumber(down(item, 'containerPort')),
      last: null,
      host: settledNumber(down(item, 'hostPort')),
      protocol: (plain(down(item, 'protocol')) ?? 'TCP').toLowerCase(),
    })),
    mounts: settledList(down(from, 'volumeMounts'), (item) => ({
      volume: plain(down(item, 'name')) ?? '',
      path: settledText(down(item, 'mountPath'), ''),
      readOnly: settledBoolean(down(item, 'readOnly'), false).value,
    })),
    limits: limitsOf(down(from, 'resources')),
    tty: settledBoolean(down(from, 'tty'), false),
    stdin: settledBoolean(down(from, 'stdin'), false),
    hooks: hooksOf(from),
    ...absentOnKubernetes,
  };
}

const absentOnKubernetes = {
  environmentFiles: at([], ''),
  devices: at([], ''),
  sysctls: at([], ''),
  logging: at(null, ''),
  logRouter: false,
  essential: true,
};

function environmentOf(from: Cursor): Pick<Container, 'environment' | 'secrets'> {
  const all = settledList(down(from, 'env'), (item) => item);
  const sources = settledList(down(from, 'envFrom'), (item) => item);
  const given = all.value.filter((item) => isAbsent(down(item, 'valueFrom')));
  const referred = all.value.filter((item) => !isAbsent(down(item, 'valueFrom')));
  const secrets = [...referred.flatMap(keyReference), ...sources.value.flatMap(wholeReference)];
  const doubtful = sources.unsettled === undefined ? all : sources;
  return { environment: { ...all, value: given.map(variableOf) }, secrets: { ...doubtful, value: secrets } };
}

function variableOf(item: Cursor): EnvironmentVariable {
  return {
    name: plain(down(item, 'name')) ?? '',
    value: settledText(down(item, 'value'), ''),
    overridden: false,
  };
}

/** `valueFrom.secretKeyRef` as `<secret>/<key>`; references to the pod's own fields are none. */
function keyReference(item: Cursor): SecretReference[] {
  const name = plain(down(item, 'name')) ?? '';
  for (const [key, source] of [
    ['secretKeyRef', 'kubernetes-secret'],
    ['configMapKeyRef', 'config-map'],
  ] as const) {
    const reference = down(item, 'valueFrom', key);
    if (isAbsent(reference)) continue;
    const from = settledText(down(reference, 'name'), '');
    return [
      { name, from: { ...from, value: `${from.value}/${plain(down(reference, 'key')) ?? ''}` }, source },
    ];
  }
  return [];
}

/** `envFrom`: all keys of a secret or config map. */
function wholeReference(item: Cursor): SecretReference[] {
  const name = `${plain(down(item, 'prefix')) ?? ''}*`;
  for (const [key, source] of [
    ['secretRef', 'kubernetes-secret'],
    ['configMapRef', 'config-map'],
  ] as const) {
    const reference = down(item, key);
    if (isAbsent(reference)) continue;
    const from = settledText(down(reference, 'name'), '');
    return [{ name, from: { ...from, value: `${from.value}/*` }, source }];
  }
  return [];
}
