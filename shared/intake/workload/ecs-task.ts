// The containers of a running task: those of its definition with the digests that run, and those AWS put beside them.
// SPDX-License-Identifier: Apache-2.0
import { type At, at } from '../../model/at.ts';
import type { Container } from '../../model/workload.ts';
import {
  type Cursor,
  cursor,
  down,
  isAbsent,
  items,
  plain,
  settledBoolean,
  settledString,
  unsettledMark,
} from './cursor.ts';
import { containerOf } from './ecs-container.ts';

/**
 * @param own containers of the definition; one placeholder where it is not known
 * @param known whether the definition is at hand
 */
export function runningContainers(
  task: Cursor,
  own: readonly Container[],
  known: boolean,
): readonly Container[] {
  const running = items(down(task, 'containers'));
  const [placeholder] = own;
  if (!known)
    return running.length === 0 || placeholder === undefined
      ? own
      : running.map((item) => ofUnknown(item, placeholder));
  const byName = new Map(running.map((item) => [plain(down(item, 'name')) ?? '', item]));
  const names = new Set(own.map((container) => container.name));
  const added = running.filter((item) => !names.has(plain(down(item, 'name')) ?? ''));
  return [
    ...own.map((container) => withDigest(container, byName.get(container.name))),
    ...added.map(besides),
  ];
}

/** Whether ECS Exec is on: the task says it, or the agent runs that makes it so (ECS API reference, ManagedAgent). */
export function executeCommand(task: Cursor): At<boolean> {
  const said = down(task, 'enableExecuteCommand');
  const agent = items(down(task, 'containers'))
    .flatMap((item) => items(down(item, 'managedAgents')))
    .find((item) => plain(down(item, 'name')) === 'ExecuteCommandAgent');
  return isAbsent(said) && agent !== undefined ? at(true, agent.path) : settledBoolean(said, false);
}

function withDigest(container: Container, item: Cursor | undefined): Container {
  if (item === undefined) return container;
  const image = settledString(down(item, 'image'));
  const digest = settledString(down(item, 'imageDigest'));
  return {
    ...container,
    digest,
    image: container.image.value === null && image.value !== null ? image : container.image,
  };
}

/** What the definition does not hold, only ECS can have put there: the GuardDuty agent, the Service Connect proxy. */
function besides(item: Cursor): Container {
  return {
    ...ofUnknown(item, containerOf(cursor(unsettledMark('AWS put the container there'), item.path))),
    injected: true,
  };
}

function ofUnknown(item: Cursor, placeholder: Container): Container {
  const name = plain(down(item, 'name')) ?? '';
  return {
    ...placeholder,
    name,
    path: item.path,
    injected: isAgent(name, item),
    image: settledString(down(item, 'image')),
    digest: settledString(down(item, 'imageDigest')),
  };
}

/** Task events name no image for the agent that GuardDuty adds; a container that merely bears its name has one. */
export function isAgent(name: string, item: Cursor): boolean {
  return name.startsWith('aws-guardduty-agent-') && isAbsent(down(item, 'image'));
}
