// Where an ECS workload runs: operating system, launch types, network mode, addresses.
// SPDX-License-Identifier: Apache-2.0
import { type At, at, unsettled } from '../../model/at.ts';
import { table } from '../../model/table.ts';
import type { LaunchType, WorkloadNetwork } from '../../model/workload.ts';
import {
  type Cursor,
  down,
  isAbsent,
  isKnownObject,
  items,
  plain,
  settledString,
  settledStrings,
} from './cursor.ts';

const launchTypeNames: Readonly<Record<string, LaunchType>> = table({
  FARGATE: 'fargate',
  EC2: 'ec2',
  EXTERNAL: 'external',
  MANAGED_INSTANCES: 'managed-instances',
});

function launchType(name: string): readonly LaunchType[] {
  const known = Object.hasOwn(launchTypeNames, name) ? launchTypeNames[name] : undefined;
  return known === undefined ? [] : [known];
}

/** What a definition asks for; where it asks for nothing, what ECS found it fit for when it was registered. */
export function compatibilities(definition: Cursor): At<readonly LaunchType[]> {
  const required = settledStrings(down(definition, 'requiresCompatibilities'));
  const found = settledStrings(down(definition, 'compatibilities'));
  const chosen =
    required.value.length > 0 || required.unsettled !== undefined || found.value.length === 0
      ? required
      : found;
  return { ...chosen, value: chosen.value.flatMap(launchType) };
}

/** Those that a service or request may be placed by, or the one that placed a task. */
export function capacityProviders(request: Cursor): At<readonly string[]> {
  const strategy = down(request, 'capacityProviderStrategy');
  const providers = [
    plain(down(request, 'capacityProviderName')),
    ...items(strategy).map((item) => plain(down(item, 'capacityProvider'))),
  ].flatMap((name) => name || []);
  return at(providers, isAbsent(strategy) ? 'capacityProviderName' : strategy.path);
}

/** The launch type a service, task or request names, else what its capacity providers stand for, else null. */
export function launched(request: Cursor): At<readonly LaunchType[]> | null {
  const named = settledString(down(request, 'launchType'));
  if (named.value !== null && named.value !== '') return { ...named, value: launchType(named.value) };
  const { value: providers, path } = capacityProviders(request);
  if (providers.length === 0) return named.unsettled === undefined ? null : { ...named, value: [] };
  // FARGATE and FARGATE_SPOT are AWS's own providers; no other stands for Fargate (ECS API reference, CapacityProviderStrategyItem).
  const fargate = providers.every((name) => name === 'FARGATE' || name === 'FARGATE_SPOT');
  return at(fargate ? ['fargate'] : ['ec2', 'managed-instances'], path);
}

/** `runtimePlatform`, or the constraint by which older definitions ask for Windows hosts. */
export function operatingSystem(definition: Cursor): At<'linux' | 'windows'> {
  const family = settledString(down(definition, 'runtimePlatform', 'operatingSystemFamily'));
  if (family.value !== null || family.unsettled !== undefined) {
    return { ...family, value: family.value?.toUpperCase().startsWith('WINDOWS') ? 'windows' : 'linux' };
  }
  const constraint = items(down(definition, 'placementConstraints')).find((item) =>
    /ecs\.os-type\s{0,4}==\s{0,4}windows/i.test(plain(down(item, 'expression')) ?? ''),
  );
  return constraint === undefined ? at('linux', family.path) : at('windows', `${constraint.path}.expression`);
}

/** Absent it is `bridge` on Linux, `default` on Windows (ECS API reference, RegisterTaskDefinition); Fargate knows only awsvpc. */
export function networkMode(
  definition: Cursor,
  types: At<readonly LaunchType[]>,
  os: At<'linux' | 'windows'>,
): At<string> {
  const said = settledString(down(definition, 'networkMode'));
  if (said.value !== null) return { ...said, value: said.value };
  if (types.value.length > 0 && types.value.every((type) => type === 'fargate'))
    return at('awsvpc', said.path);
  const fallback = os.value === 'windows' ? 'default' : 'bridge';
  const reason = said.unsettled ?? types.unsettled ?? os.unsettled;
  return reason === undefined ? at(fallback, said.path) : unsettled(fallback, said.path, reason);
}

/** A definition names no network: where it runs is said by who runs it. */
export function definitionNetwork(mode: At<string>): WorkloadNetwork {
  const reason = 'a task definition does not say in which network it runs';
  return {
    mode,
    securityGroups: unsettled([], '', reason),
    subnets: unsettled([], '', reason),
    publicAddress: unsettled(null, '', reason),
    addresses: [],
    interfaces: [],
    service: null,
    balancedBy: at([], ''),
  };
}

/** `networkConfiguration.awsvpcConfiguration` of a service or request. */
export function requestedNetwork(request: Cursor, mode: At<string>): WorkloadNetwork {
  const vpc = down(request, 'networkConfiguration', 'awsvpcConfiguration');
  const assign = settledString(down(vpc, 'assignPublicIp'));
  return {
    // Only awsvpc tasks take this configuration, and they must have it (ECS API reference, CreateService).
    mode: mode.unsettled !== undefined && isKnownObject(vpc) ? at('awsvpc', vpc.path) : mode,
    securityGroups: settledStrings(down(vpc, 'securityGroups')),
    subnets: settledStrings(down(vpc, 'subnets')),
    publicAddress: {
      ...assign,
      value: assign.value === null ? null : assign.value.toUpperCase() === 'ENABLED',
    },
    addresses: [],
    interfaces: [],
    service: null,
    balancedBy: balancersOf(down(request, 'loadBalancers')),
  };
}

/** One load balancer that a template does not settle unsettles the list. */
function balancersOf(list: Cursor): At<readonly string[]> {
  if (!Array.isArray(list.value)) return settledStrings(list);
  const names = items(list).map((item) => {
    const group = down(item, 'targetGroupArn');
    return isAbsent(group) ? down(item, 'loadBalancerName').value : group.value;
  });
  return settledStrings({ value: names, path: list.path });
}

/** `attachments` of a task: its interfaces with subnet and addresses, not their security groups. */
export function attachedNetwork(task: Cursor, mode: At<string>): WorkloadNetwork {
  const attachments = down(task, 'attachments');
  const interfaces = items(attachments).filter((item) =>
    ['eni', 'ElasticNetworkInterface'].includes(plain(down(item, 'type')) ?? ''),
  );
  const details = interfaces.flatMap((item) => items(down(item, 'details')));
  const valuesOf = (...names: readonly string[]) =>
    details
      .filter((detail) => names.includes(plain(down(detail, 'name')) ?? ''))
      .flatMap((detail) => plain(down(detail, 'value')) ?? []);
  const reason = 'a task does not say it; its network interface does';
  return {
    mode: mode.unsettled !== undefined && interfaces.length > 0 ? at('awsvpc', attachments.path) : mode,
    securityGroups: unsettled([], attachments.path, reason),
    subnets: at(valuesOf('subnetId'), attachments.path),
    publicAddress: unsettled(null, attachments.path, reason),
    addresses: [
      ...new Set([...valuesOf('privateIPv4Address', 'privateIPv6Address'), ...containerAddresses(task)]),
    ],
    interfaces: valuesOf('networkInterfaceId'),
    service: null,
    balancedBy: at([], ''),
  };
}

function containerAddresses(task: Cursor): readonly string[] {
  return items(down(task, 'containers'))
    .flatMap((container) => items(down(container, 'networkInterfaces')))
    .flatMap((card) => [plain(down(card, 'privateIpv4Address')), plain(down(card, 'ipv6Address'))])
    .filter((address) => address !== null);
}

/** A task says on which platform it was placed: `Linux`, `Windows_Server_2022_Core`. */
export function osOfTask(task: Cursor, fallback: At<'linux' | 'windows'>): At<'linux' | 'windows'> {
  const family = settledString(down(task, 'platformFamily'));
  if (family.value === null) return fallback;
  return at(family.value.toUpperCase().startsWith('WINDOWS') ? 'windows' : 'linux', family.path);
}
