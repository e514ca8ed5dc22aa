// One container definition of ECS as a Container.
// SPDX-License-Identifier: Apache-2.0
import { at, join, unsettled } from '../../model/at.ts';
import type { Container, LifecycleHook, Limits, Port, SecretReference } from '../../model/workload.ts';
import {
  type Cursor,
  down,
  isAbsent,
  isKnownObject,
  plain,
  settledBoolean,
  settledList,
  settledNumber,
  settledString,
  settledStrings,
  settledText,
  settledWords,
} from './cursor.ts';
import { amount } from './ecs-limits.ts';
import { securityOptions } from './ecs-security.ts';

/** Reads `containerDefinitions[n]`. Defaults are those of the API reference, ContainerDefinition. */
export function containerOf(from: Cursor): Container {
  const name = settledString(down(from, 'name'));
  return {
    name: name.value ?? name.text ?? '',
    path: from.path,
    role: 'main',
    injected: false,
    image: settledString(down(from, 'image')),
    digest: at(null, join(from.path, 'image')),
    essential: settledBoolean(down(from, 'essential'), true).value,
    logRouter: isKnownObject(down(from, 'firelensConfiguration')),
    hooks: hooksOf(from),
    ...inputsOf(from),
    ...privilegesOf(from),
    ...securityOptions(down(from, 'dockerSecurityOptions')),
    ...streamsOf(from),
    ports: settledList(down(from, 'portMappings'), portOf),
    limits: containerLimits(from),
  };
}

type Inputs = 'entryPoint' | 'command' | 'environment' | 'environmentFiles' | 'secrets';

function inputsOf(from: Cursor): Pick<Container, Inputs> {
  return {
    entryPoint: settledWords(down(from, 'entryPoint')),
    command: settledWords(down(from, 'command')),
    environment: settledList(down(from, 'environment'), (item) => environmentVariable(item, false)),
    environmentFiles: settledList(down(from, 'environmentFiles'), (item) =>
      settledText(down(item, 'value'), ''),
    ),
    secrets: secretsOf(from),
  };
}

export function environmentVariable(item: Cursor, overridden: boolean) {
  return { name: plain(down(item, 'name')) ?? '', value: settledText(down(item, 'value'), ''), overridden };
}

function secretsOf(from: Cursor): Container['secrets'] {
  const own = settledList(down(from, 'secrets'), secretOf);
  const logging = settledList(down(from, 'logConfiguration', 'secretOptions'), secretOf);
  const both = [...own.value, ...logging.value];
  return { ...(own.unsettled === undefined && logging.unsettled !== undefined ? logging : own), value: both };
}

function secretOf(item: Cursor): SecretReference {
  const from = settledText(down(item, 'valueFrom'), '');
  return { name: plain(down(item, 'name')) ?? '', from, source: secretSource(from.value) };
}

/** A parameter of the same Region may be given by its bare name (ECS API reference, Secret). */
function secretSource(from: string): SecretReference['source'] {
  if (!from.startsWith('arn:')) return 'ssm';
  const service = from.split(':', 3)[2];
  if (service === 'secretsmanager') return 'secrets-manager';
  return service === 'ssm' ? 'ssm' : 'other';
}

type Privileges =
  | 'user'
  | 'group'
  | 'runAsNonRoot'
  | 'privileged'
  | 'readOnlyRoot'
  | 'capabilities'
  | 'mounts'
  | 'devices'
  | 'sysctls'
  | 'procMount'
  | 'hostProcess';

function privilegesOf(from: Cursor): Pick<Container, Privileges> {
  const linux = down(from, 'linuxParameters');
  const user = settledString(down(from, 'user'));
  return {
    user,
    group: { ...user, value: user.value?.split(':', 2)[1] ?? null },
    runAsNonRoot: at(null, ''),
    privileged: settledBoolean(down(from, 'privileged'), false),
    readOnlyRoot: settledBoolean(down(from, 'readonlyRootFilesystem'), false),
    capabilities: {
      add: settledStrings(down(linux, 'capabilities', 'add')),
      drop: settledStrings(down(linux, 'capabilities', 'drop')),
    },
    mounts: settledList(down(from, 'mountPoints'), (item) => ({
      volume: plain(down(item, 'sourceVolume')) ?? '',
      path: settledText(down(item, 'containerPath'), ''),
      readOnly: settledBoolean(down(item, 'readOnly'), false).value,
    })),
    devices: settledList(down(linux, 'devices'), (item) => settledText(down(item, 'hostPath'), '')),
    sysctls: settledList(down(from, 'systemControls'), (item) => ({
      name: settledText(down(item, 'namespace'), ''),
      value: plain(down(item, 'value')) ?? '',
    })),
    procMount: at(null, ''),
    hostProcess: at(false, ''),
  };
}

function streamsOf(from: Cursor): Pick<Container, 'tty' | 'stdin' | 'logging'> {
  const configuration = down(from, 'logConfiguration');
  const driver = settledString(down(configuration, 'logDriver'));
  return {
    tty: settledBoolean(down(from, 'pseudoTerminal'), false),
    stdin: settledBoolean(down(from, 'interactive'), false),
    logging: {
      ...driver,
      path: configuration.path,
      value: driver.value === null ? null : { driver: driver.value },
    },
  };
}

function portOf(item: Cursor): Port {
  return {
    ...containerPorts(item),
    host: settledNumber(down(item, 'hostPort')),
    protocol: plain(down(item, 'protocol')) ?? 'tcp',
  };
}

/** A range is `containerPortRange: "8000-8010"`, in place of containerPort; ECS chooses its host ports (ECS API reference, PortMapping). */
function containerPorts(item: Cursor): Pick<Port, 'container' | 'last'> {
  const range = settledString(down(item, 'containerPortRange'));
  if (range.unsettled !== undefined) return { container: { ...range, value: null }, last: null };
  if (range.value === null) return { container: settledNumber(down(item, 'containerPort')), last: null };
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(range.value) ?? [];
  if (first === undefined || last === undefined)
    return { container: unsettled(null, range.path, 'it is not a range of ports'), last: null };
  return { container: at(Number(first), range.path), last: Number(last) };
}

/** `cpu` is a share, so a reservation; the hard limit on CPU is the task's. */
function containerLimits(from: Cursor): Limits {
  return {
    memory: amount(down(from, 'memory')),
    memoryReservation: amount(down(from, 'memoryReservation')),
    cpu: amount(down(from, 'cpu')),
    cpuReservation: amount(down(from, 'cpu')),
  };
}

function hooksOf(from: Cursor): readonly LifecycleHook[] {
  const check = down(from, 'healthCheck');
  if (isAbsent(check)) return [];
  return [
    { kind: 'health-check', path: check.path, command: settledStrings(down(check, 'command')), host: null },
  ];
}
