// What a RunTask or StartTask call puts over the task definition.
import { z } from 'zod';
import { nameOf } from '../../model/arn.ts';
import { type At, known } from '../../model/at.ts';
import { defineControl, evidence, failIfAny, notApplicable, unknown } from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import type { JsonObject } from '../../model/json.ts';
import type { GroupOverrides } from '../../model/policy-view.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import type { ContainerOverride, Overrides } from '../../model/workload-overrides.ts';
import { cloudTrail } from '../examples/events.ts';
import { type Examples, fact } from '../examples/example.ts';
import { taskDefinition } from '../examples/workloads.ts';

export const overridesWithinPolicy = defineControl({
  id: 'input-validation/overrides-within-policy',
  title: 'Overrides of a task stay within what the policy allows',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['ecs'],
  parameters: z.object({}),
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

const run = (overrides: JsonObject) =>
  cloudTrail('ecs', 'RunTask', {
    requestParameters: { cluster: 'shop', taskDefinition: 'shop-web:7', overrides },
  });
const definition = fact(
  { fact: 'task-definition', account: '111122223333', region: 'eu-central-1', name: 'shop-web:7' },
  { definition: taskDefinition(), tags: [{ key: 'seawall.dev/trust', value: 'high' }] },
);
const policy = {
  version: 1,
  groups: [
    {
      name: 'shop',
      match: { platform: 'ecs' },
      overrides: { command: ['node jobs/*'], environment: ['JOB_*'], 'task-role': [] },
    },
  ],
};
const limited = {
  version: 1,
  groups: [
    {
      name: 'shop',
      match: { platform: 'ecs' },
      overrides: {
        cpu: ['256', '512'],
        memory: ['512'],
        'environment-files': ['arn:aws:s3:::shop-config/*'],
      },
    },
  ],
};
const fileOf = (bucket: string) => ({
  environmentFiles: [{ type: 's3', value: `arn:aws:s3:::${bucket}/jobs.env` }],
});

const tooMuch: readonly (readonly [says: string, overrides: JsonObject, at: string])[] = [
  ['more CPU for the task than the group allows', { cpu: '4096' }, 'cpu'],
  ['more memory for the task', { memory: '8192' }, 'memory'],
  [
    'more CPU for a container',
    { containerOverrides: [{ name: 'web', cpu: 4096 }] },
    'containerOverrides[0].cpu',
  ],
  [
    'more memory for a container',
    { containerOverrides: [{ name: 'web', memory: 8192 }] },
    'containerOverrides[0].memory',
  ],
  [
    'an environment file of another bucket',
    { containerOverrides: [{ name: 'web', ...fileOf('elsewhere') }] },
    'containerOverrides[0].environmentFiles[0].value',
  ],
];
const web = (override: JsonObject) => ({ containerOverrides: [{ name: 'web', ...override }] });

export const examples = (): Examples => ({
  fails: [
    {
      says: 'another task role',
      given: run({ taskRoleArn: 'arn:aws:iam::111122223333:role/administrator' }),
      facts: [definition],
      at: 'overrides.taskRoleArn',
    },
    {
      says: 'a command that the group does not allow',
      given: run(web({ command: ['node', 'admin.js'] })),
      facts: [definition],
      policy,
      at: 'overrides.containerOverrides[0].command',
    },
    {
      says: 'a variable that the group does not allow',
      given: run(web({ environment: [{ name: 'API_HOST', value: 'api.example.com' }] })),
      facts: [definition],
      policy,
      at: 'overrides.containerOverrides[0].environment[0].value',
    },
    ...tooMuch.map(([says, overrides, at]) => ({
      says,
      given: run(overrides),
      facts: [definition],
      policy: limited,
      at: `overrides.${at}`,
    })),
  ],
  passes: [
    {
      says: 'as much as the group allows, and a file of its bucket',
      given: run({ cpu: '512', memory: '512', ...web({ cpu: 256, ...fileOf('shop-config') }) }),
      facts: [definition],
      policy: limited,
    },
    {
      says: 'amounts and files of which the group says nothing',
      given: run({ cpu: '4096', ...web({ memory: 4096, ...fileOf('elsewhere') }) }),
      facts: [definition],
      policy,
    },
    {
      says: 'a job of the group',
      given: run(
        web({ command: ['node', 'jobs/report.js'], environment: [{ name: 'JOB_DAY', value: 'monday' }] }),
      ),
      facts: [definition],
      policy,
    },
    {
      says: 'the definition’s own role',
      given: run({ taskRoleArn: 'shop-web-task' }),
      facts: [definition],
    },
  ],
  unknown: [
    {
      says: 'a role, where the definition is not known',
      given: run({ taskRoleArn: 'arn:aws:iam::111122223333:role/administrator' }),
    },
  ],
  notApplicable: [{ says: 'a definition', given: taskDefinition() }],
});
