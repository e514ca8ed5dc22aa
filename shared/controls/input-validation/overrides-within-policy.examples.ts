// Examples of overrides-within-policy: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '../../model/json.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';
import { fact } from '../examples/example.ts';
import { taskDefinition } from '../examples/workloads.ts';

const definition = fact(
  { fact: 'task-definition', account: '111122223333', region: 'eu-central-1', name: 'shop-web:7' },
  { definition: taskDefinition(), tags: [{ key: 'seawall.dev/trust', value: 'high' }] },
);

const run = (overrides: JsonObject) =>
  cloudTrail('ecs', 'RunTask', {
    requestParameters: { cluster: 'shop', taskDefinition: 'shop-web:7', overrides },
  });

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
