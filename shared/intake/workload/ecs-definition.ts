// What an ECS task definition says by itself, and what a service, task or request made from it adds.
// SPDX-License-Identifier: Apache-2.0
import { at } from '../../model/at.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { Container, PlacedText, Placement, Roles, Workload } from '../../model/workload.ts';
import { type Cursor, cursor, down, isAbsent, items, plain, settledString, unsettledMark } from './cursor.ts';
import { containerOf } from './ecs-container.ts';
import { taskLimits } from './ecs-limits.ts';
import { familyOf } from './ecs-names.ts';
import {
  capacityProviders,
  compatibilities,
  definitionNetwork,
  launched,
  networkMode,
  operatingSystem,
  requestedNetwork,
} from './ecs-platform.ts';
import { volumesOf } from './ecs-volumes.ts';
import { textsOf } from './texts.ts';
import type { Where } from './where.ts';

type Naming = 'source' | 'objectKind' | 'id' | 'name' | 'identity' | 'account' | 'region';
type Adding = 'cluster' | 'tags' | 'instance' | 'uid' | 'ownIdentity' | 'definition' | 'family';
export type DefinitionParts = Omit<Workload, Naming | Adding>;

/** Everything a definition says by itself. */
export function definitionParts(from: Cursor, where: Where): DefinitionParts {
  const launchTypes = compatibilities(from);
  const os = operatingSystem(from);
  const mode = networkMode(from, launchTypes, os);
  const pid = settledString(down(from, 'pidMode'));
  return {
    kind: 'workload',
    platform: 'ecs',
    namespace: null,
    running: where.running,
    annotations: {},
    os,
    launchTypes,
    containers: containersOf(from),
    volumes: volumesOf(from),
    isolation: {
      pid,
      ipc: settledString(down(from, 'ipcMode')),
      hostNetwork: { ...mode, value: mode.value === 'host' },
      shareProcess: { ...pid, value: pid.value === 'task' },
      hostUsers: at(null, ''),
    },
    network: definitionNetwork(mode),
    roles: rolesOf(from),
    limits: taskLimits(from),
    overrides: null,
    configuration: at([], ''),
    texts: textsOfDefinition(from),
    ...absentOnEcs,
    platformVersion: at(null, ''),
    executeCommandEnabled: at(false, ''),
    host: where.host ?? null,
    placement: anywhere,
    createdAt: null,
    everyHost: false,
    threats: where.threats ?? [],
  };
}

/** Variables and arguments are told by themselves, tags with the subject. */
function textsOfDefinition(from: Cursor): readonly PlacedText[] {
  const containers = items(down(from, 'containerDefinitions')).flatMap((container) =>
    textsOf(container, ['command', 'entryPoint', 'environment', 'environmentFiles', 'secrets']),
  );
  return [...containers, ...textsOf(from, ['containerDefinitions', 'tags'])];
}

const anywhere: Placement = {
  capacityProviders: at([], ''),
  runtimeClass: at(null, ''),
  nodeLabels: at([], ''),
  tolerations: at([], ''),
};

const absentOnEcs = {
  sysctls: at([], ''),
  user: at(null, ''),
  runAsNonRoot: at(null, ''),
  hostProcess: at(false, ''),
  seccomp: at(null, ''),
  appArmor: at(null, ''),
  seLinux: null,
  fsGroup: at(null, ''),
  supplementalGroups: at([], ''),
};

function rolesOf(from: Cursor): Roles {
  return {
    task: settledString(down(from, 'taskRoleArn')),
    execution: settledString(down(from, 'executionRoleArn')),
    serviceAccount: at(null, ''),
    mountsToken: at(null, ''),
  };
}

/** Where the list itself or an element of it is not settled, one container stands for what is not known. */
function containersOf(from: Cursor): readonly Container[] {
  const list = down(from, 'containerDefinitions');
  if (isAbsent(list)) return [];
  return Array.isArray(list.value) ? items(list).map(knownOrNot) : [knownOrNot(list)];
}

function knownOrNot(from: Cursor): Container {
  return containerOf(isObject(from.value) ? from : cursor(unsettledMark('it is not an object'), from.path));
}

/**
 * The parts of a service, task or request: those of its definition, with what it says itself laid over them.
 * A definition not at hand leaves its values unsettled at `taskDefinition`.
 */
export function requested(
  request: Cursor,
  definition: JsonObject | null,
  where: Where,
): DefinitionParts & Pick<Workload, 'definition' | 'family'> {
  const key = isAbsent(down(request, 'taskDefinitionArn')) ? 'taskDefinition' : 'taskDefinitionArn';
  const named = plain(down(request, key));
  const missing = unsettledMark(`the task definition ${named ?? 'it runs'} is not known`);
  const from = definition === null ? cursor(missing, key) : cursor(definition);
  const base = definitionParts(from, where);
  const launchTypes = launched(request) ?? base.launchTypes;
  const mode = networkMode(from, launchTypes, base.os);
  return {
    ...base,
    texts: [...base.texts, ...textsOf(request, ['overrides', 'tags', 'taskDefinition'])],
    launchTypes,
    isolation: { ...base.isolation, hostNetwork: { ...mode, value: mode.value === 'host' } },
    network: requestedNetwork(request, mode),
    platformVersion: settledString(down(request, 'platformVersion')),
    placement: { ...anywhere, capacityProviders: capacityProviders(request) },
    definition: named ?? plain(down(from, 'taskDefinitionArn')),
    family: plain(down(from, 'family')) ?? familyOf(named),
  };
}
