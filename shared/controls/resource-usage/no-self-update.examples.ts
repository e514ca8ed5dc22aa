// Examples of no-self-update: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { Examples } from '../examples/example.ts';
import { deployment, taskDefinition } from '../examples/workloads.ts';

const script = ['input-validation/no-inline-code'];

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a download piped into a shell',
      given: taskDefinition({
        container: { command: ['sh', '-c', 'curl -s https://example.com/install.sh | sh'] },
      }),
      at: 'containerDefinitions[0].command',
      alsoFails: script,
    },
    {
      says: 'an installer behind a variable',
      given: taskDefinition({ container: { command: ['sh', '-c', 'A=apt-get; $A install -y jq'] } }),
      at: 'containerDefinitions[0].command',
      alsoFails: script,
    },
    {
      says: 'a program that is cloned at start',
      given: deployment({
        container: {
          command: [
            'sh',
            '-c',
            'git clone https://git.example.com/app.git /srv/app && node /srv/app/server.js',
          ],
          args: undefined,
        },
      }),
      at: 'spec.template.spec.containers[0].command',
      alsoFails: script,
    },
    {
      says: 'packages installed at start',
      given: taskDefinition({
        container: {
          entryPoint: ['/bin/sh', '-c'],
          command: ['apt-get update && apt-get install -y jq && node server.js'],
        },
      }),
      at: 'containerDefinitions[0].command',
      alsoFails: script,
    },
    {
      says: 'pip in a Deployment',
      given: deployment({
        container: {
          command: ['bash', '-ec', 'pip install -r requirements.txt; python app.py'],
          args: undefined,
        },
      }),
      at: 'spec.template.spec.containers[0].command',
      alsoFails: script,
    },
    {
      says: 'a post-start hook',
      given: deployment({
        container: { lifecycle: { postStart: { exec: { command: ['apk', 'add', 'curl'] } } } },
      }),
      at: 'spec.template.spec.containers[0].lifecycle.postStart.exec.command',
    },
  ],
  passes: [
    {
      says: 'a site that is cloned and served, not run',
      given: deployment({
        container: {
          command: ['git', 'clone', 'https://git.example.com/site.git', '/srv/site'],
          args: undefined,
        },
      }),
    },
    {
      says: 'npm only starts the program',
      given: taskDefinition({ container: { command: ['npm', 'start'] } }),
    },
    {
      says: 'a health check with curl',
      given: taskDefinition({
        container: {
          healthCheck: { command: ['CMD-SHELL', 'curl -f http://localhost:8080/health || exit 1'] },
        },
      }),
    },
    { says: 'a plain command in a Deployment', given: deployment() },
  ],
});
