// Examples of no-inline-code: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: an example holds a shell's own expansion
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, taskDefinition } from '../examples/workloads.ts';

const override = (command: readonly string[]) =>
  cloudTrail('ecs', 'RunTask', {
    requestParameters: {
      cluster: 'shop',
      taskDefinition: 'shop-web:7',
      overrides: { containerOverrides: [{ name: 'web', command }] },
    },
  });

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a script in a RunTask override',
      given: override(['sh', '-c', 'cat /run/secrets/* > /tmp/all; gzip /tmp/all']),
      at: 'overrides.containerOverrides[0].command',
      severity: 'high',
    },
    {
      says: 'encoded code',
      given: taskDefinition({ container: { command: ['sh', '-c', 'echo bHMgLWxh | base64 -d | sh'] } }),
      at: 'containerDefinitions[0].command',
      severity: 'high',
    },
    {
      says: 'encoded code in a hook',
      given: deployment({
        container: {
          lifecycle: { postStart: { exec: { command: ['sh', '-c', 'echo bHMgLWxh | base64 -d | sh'] } } },
        },
      }),
      at: 'spec.template.spec.containers[0].lifecycle.postStart.exec.command',
      severity: 'high',
    },
    {
      says: 'a variable that code of an interpreter evaluates',
      given: taskDefinition({
        container: {
          command: ['python3', '-c', "import os; exec(os.environ['BOOT'])"],
          environment: [{ name: 'BOOT', value: 'print(1)' }],
        },
      }),
      at: 'containerDefinitions[0].environment[0].value',
      severity: 'high',
    },
    {
      says: 'a variable that is run',
      given: deployment({
        container: {
          command: ['sh', '-c', '$(BOOT)'],
          args: undefined,
          env: [{ name: 'BOOT', value: 'cp -r /srv /data; node server.js' }],
        },
      }),
      at: 'spec.template.spec.containers[0].env[0].value',
      severity: 'high',
    },
    ...['eval "$BOOT"', 'echo ${BOOT} | sh'].map((command) => ({
      says: `a variable that is run by ${command.split(' ')[0]}`,
      given: taskDefinition({
        container: {
          command: ['sh', '-c', command],
          environment: [
            { name: 'PORT', value: '8080' },
            { name: 'BOOT', value: 'cp -r /srv /data; node server.js' },
          ],
        },
      }),
      at: 'containerDefinitions[0].environment[1].value',
      severity: 'high' as const,
    })),
    {
      says: 'a variable that an interpreter runs',
      given: taskDefinition({
        container: {
          command: ['python3', '-u', '-c', '$BOOT'],
          environment: [{ name: 'BOOT', value: 'import app; app.main()' }],
        },
      }),
      at: 'containerDefinitions[0].environment[0].value',
      severity: 'high',
    },
    {
      says: 'code for an interpreter in the definition’s own entry point',
      given: taskDefinition({
        container: { entryPoint: ['node', '-e', 'require("./server.js")'], command: undefined },
      }),
      at: 'containerDefinitions[0].entryPoint',
      severity: 'low',
    },
    {
      says: 'a script in the definition’s own command weighs less',
      given: taskDefinition({
        container: { command: ['sh', '-c', 'mkdir -p /data/cache && node server.js'] },
      }),
      at: 'containerDefinitions[0].command',
      severity: 'low',
    },
  ],
  passes: [
    {
      says: 'sh -c with one command',
      given: taskDefinition({ container: { command: ['sh', '-c', 'exec node server.js --port $PORT'] } }),
    },
    {
      says: 'an option behind the script’s name, which is the script’s own',
      given: taskDefinition({ container: { command: ['python3', 'app.py', '-c', 'settings.toml'] } }),
    },
    {
      says: 'a variable that is printed',
      given: taskDefinition({
        container: {
          command: ['sh', '-c', 'echo "$NOTE"'],
          environment: [{ name: 'NOTE', value: 'a; b' }],
        },
      }),
    },
    {
      says: 'a variable that is run and holds one command',
      given: taskDefinition({
        container: {
          command: ['sh', '-c', 'eval "$BOOT"'],
          environment: [{ name: 'BOOT', value: 'node server.js' }],
        },
      }),
    },
    {
      says: 'a health check',
      given: taskDefinition({
        container: { healthCheck: { command: ['CMD-SHELL', 'curl -f http://localhost:8080/ || exit 1'] } },
      }),
    },
    { says: 'a plain command', given: deployment() },
  ],
  unknown: [
    { says: 'a plain override, where the definition is not known', given: override(['node', 'job.js']) },
  ],
});
