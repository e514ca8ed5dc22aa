// What a RunTask or StartTask call put over the definition, and the containers as they run with it.
// SPDX-License-Identifier: Apache-2.0
import { type At, join } from '../../model/at.ts';
import type { EnvironmentVariable } from '../../model/environment-variable.ts';
import type { Container, Roles } from '../../model/workload.ts';
import type { ContainerOverride, Overrides } from '../../model/workload-overrides.ts';
import {
  type Cursor,
  down,
  isAbsent,
  items,
  plain,
  settledList,
  settledString,
  settledStrings,
  settledText,
  unsettledReason,
} from './cursor.ts';
import { environmentVariable } from './ecs-container.ts';
import { amount } from './ecs-limits.ts';

/**
 * Reads `overrides`; null where nothing is overridden: task events list every container with its name alone.
 * @param roles those of the definition, null where it is not known
 * @param ignored containers whose overrides AWS writes itself (the GuardDuty agent's)
 */
export function overridesOf(
  from: Cursor,
  roles: Roles | null,
  ignored: ReadonlySet<string>,
): Overrides | null {
  if (isAbsent(from)) return null;
  const containers = items(down(from, 'containerOverrides')).map(containerOverride);
  const overrides: Overrides = {
    path: from.path,
    taskRole: settledString(down(from, 'taskRoleArn')),
    executionRole: settledString(down(from, 'executionRoleArn')),
    cpu: amount(down(from, 'cpu')),
    memory: amount(down(from, 'memory')),
    containers: containers.filter((override) => !ignored.has(override.name) && saysAnything(override)),
    definitionTaskRole: roles?.task.value ?? null,
    definitionExecutionRole: roles?.execution.value ?? null,
  };
  const { taskRole, executionRole, cpu, memory } = overrides;
  const said = [taskRole, executionRole, cpu, memory].some(
    (part) => part.value !== null || part.unsettled !== undefined,
  );
  return said || overrides.containers.length > 0 ? overrides : null;
}

function containerOverride(from: Cursor): ContainerOverride {
  const command = settledStrings(down(from, 'command'));
  return {
    name: plain(down(from, 'name')) ?? '',
    path: from.path,
    // An empty command leaves the definition's as it is.
    command: command.value.length > 0 || command.unsettled !== undefined ? command : null,
    environment: settledList(down(from, 'environment'), (item) => environmentVariable(item, true)).value,
    environmentFiles: settledList(down(from, 'environmentFiles'), (item) =>
      settledText(down(item, 'value'), ''),
    ).value,
    cpu: said(amount(down(from, 'cpu'))),
    memory: said(amount(down(from, 'memory'))),
  };
}

function said(value: At<string | null>): At<string> | null {
  if (value.value !== null) return { ...value, value: value.value };
  return value.unsettled === undefined ? null : { ...value, value: '' };
}

function saysAnything(override: ContainerOverride): boolean {
  const { command, environment, environmentFiles, cpu, memory } = override;
  return (
    command !== null ||
    cpu !== null ||
    memory !== null ||
    environment.length > 0 ||
    environmentFiles.length > 0
  );
}

/** The containers where nobody can know yet what is laid over them: each may be given another command and other variables. */
export function openToOverrides(containers: readonly Container[], list: Cursor): readonly Container[] {
  const reason = unsettledReason(list.value);
  if (reason === null) return containers;
  const open = <T>({ value, path }: At<T>): At<T> => ({ value, path, unsettled: reason });
  return containers.map((container) => ({
    ...container,
    command: open(container.command),
    environment: open(container.environment),
    environmentFiles: open(container.environmentFiles),
  }));
}

/** The containers with the overrides laid over them. */
export function overridden(
  containers: readonly Container[],
  overrides: Overrides | null,
): readonly Container[] {
  if (overrides === null || overrides.containers.length === 0) return containers;
  const byName = new Map(overrides.containers.map((override) => [override.name, override]));
  return containers.map((container) => {
    const override = byName.get(container.name);
    return override === undefined ? container : laidOver(container, override);
  });
}

function laidOver(container: Container, override: ContainerOverride): Container {
  const { limits, environment, environmentFiles } = container;
  const files = override.environmentFiles;
  return {
    ...container,
    command: override.command ?? container.command,
    environment: { ...environment, value: replacedByName(environment.value, override.environment) },
    // The call's files stand in place of the definition's (ECS API reference, ContainerOverride).
    environmentFiles:
      files.length > 0 ? { value: files, path: join(override.path, 'environmentFiles') } : environmentFiles,
    limits: {
      ...limits,
      memory: override.memory ?? limits.memory,
      cpu: override.cpu ?? limits.cpu,
      cpuReservation: override.cpu ?? limits.cpuReservation,
    },
  };
}

function replacedByName(
  own: readonly EnvironmentVariable[],
  over: readonly EnvironmentVariable[],
): readonly EnvironmentVariable[] {
  if (over.length === 0) return own;
  const names = new Set(over.map((variable) => variable.name));
  return [...own.filter((variable) => !names.has(variable.name)), ...over];
}
