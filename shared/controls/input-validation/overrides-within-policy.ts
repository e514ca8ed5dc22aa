// What a RunTask or StartTask call puts over the task definition.
// SPDX-License-Identifier: Apache-2.0
import { nameOf } from '../../model/arn.ts';
import { type At, known } from '../../model/at.ts';
import {
  defineControl,
  evidence,
  failIfAny,
  noParameters,
  notApplicable,
  unknown,
} from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import type { GroupOverrides } from '../../model/policy-view.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import type { ContainerOverride, Overrides } from '../../model/workload-overrides.ts';

export const overridesWithinPolicy = defineControl({
  id: 'input-validation/overrides-within-policy',
  title: 'Overrides of a task stay within what the policy allows',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['ecs'],
  parameters: noParameters,
  references: { nist: ['4.3.1', '4.4.5'], attack: ['T1610', 'T1098', 'T1078.004'] },
  why: 'A definition was reviewed; an override was not. Anyone who may call RunTask can give a trusted image another command, another environment and another role.',
  fix: 'Put the change into the task definition, or allow it for the workload’s group (`overrides` in the policy).',
  allows: [
    'overrides that the group’s lists match; what the lists leave out is not compared',
    'without such lists: everything but another role than the definition’s',
    'Kubernetes, which has no overrides',
  ],
  response: 'stop-workload',
  judge: (workload, { group }) => {
    const { overrides } = workload;
    if (overrides === null) return notApplicable('nothing is overridden');
    const lists = group?.overrides ?? null;
    const roles = rolesOf(workload, overrides, lists);
    const found = [...roles.filter(isEvidence), ...(lists === null ? [] : beyond(overrides, lists))];
    if (found.length > 0) return failIfAny(found);
    const reason = roles.find((role) => typeof role === 'string');
    return typeof reason === 'string' ? unknown(reason) : failIfAny([]);
  },
});

const isEvidence = (look: Evidence | string): look is Evidence => typeof look !== 'string';

/** Evidence of a wrong role, or why nobody can say. */
function rolesOf(
  workload: Workload,
  overrides: Overrides,
  lists: GroupOverrides | null,
): (Evidence | string)[] {
  const { taskRole, executionRole, definitionTaskRole, definitionExecutionRole } = overrides;
  // Without its definition nothing of a task is known, its volumes least of all.
  const definition = known(workload.volumes) !== null;
  const look = (
    role: At<string | null>,
    own: string | null,
    allowed: readonly string[] | null | undefined,
    what: string,
  ): (Evidence | string)[] => {
    if (role.value === null) return [];
    const message = `the call gives the task another ${what}`;
    if (allowed) return outside(role.path, role.value, allowed, message);
    if (!definition && own === null) return [`the ${what} of the definition is not known`];
    const same = own !== null && nameOf(own) === nameOf(role.value);
    return same ? [] : [evidence(role.path, role.value, own, message)];
  };
  return [
    ...look(taskRole, definitionTaskRole, lists?.taskRole, 'task role'),
    ...look(executionRole, definitionExecutionRole, lists?.executionRole, 'execution role'),
  ];
}

function outside(path: string, found: string, allowed: readonly string[], message: string): Evidence[] {
  return matchesAny(allowed, found) ? [] : [evidence(path, found, [...allowed], message)];
}

function beyond(overrides: Overrides, lists: GroupOverrides): Evidence[] {
  return [
    ...amount(overrides.cpu, lists.cpu, 'CPU'),
    ...amount(overrides.memory, lists.memory, 'memory'),
    ...overrides.containers.flatMap((container) => inContainer(container, lists)),
  ];
}

function inContainer(container: ContainerOverride, lists: GroupOverrides): Evidence[] {
  const { command, environment, environmentFiles, cpu, memory, name } = container;
  const commands = lists.command;
  const ran = command === null || commands === null || matchesAny(commands, command.value.join(' '));
  // Arguments and values may hold secrets: neither is shown.
  return [
    ...(ran
      ? []
      : [
          evidence(
            command.path,
            '(not shown)',
            [...commands],
            `the call gives container ${name} another command`,
          ),
        ]),
    ...environment
      .filter((variable) => lists.environment !== null && !matchesAny(lists.environment, variable.name))
      .map((variable) =>
        evidence(
          variable.value.path,
          variable.name,
          [...(lists.environment ?? [])],
          `the call sets ${variable.name} in container ${name}`,
        ),
      ),
    ...environmentFiles.flatMap((file) =>
      lists.environmentFiles === null
        ? []
        : outside(
            file.path,
            file.value,
            lists.environmentFiles,
            `the call gives container ${name} another environment file`,
          ),
    ),
    ...amount(cpu, lists.cpu, 'CPU'),
    ...amount(memory, lists.memory, 'memory'),
  ];
}

function amount(said: At<string | null> | null, allowed: readonly string[] | null, what: string): Evidence[] {
  if (said === null || said.value === null || allowed === null) return [];
  return outside(said.path, said.value, allowed, `the call asks for another amount of ${what}`);
}
