// Containers that change themselves when they start: package managers, updaters, downloads run as code.
import { z } from 'zod';
import { type Command, commandsOf } from '../../commands/command.ts';
import { selfUpdates } from '../../commands/self-update.ts';
import type { At } from '../../model/at.ts';
import { defineControl, evidence, failIfAny } from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, taskDefinition } from '../examples/workloads.ts';

export const noSelfUpdate = defineControl({
  id: 'resource-usage/no-self-update',
  title: 'Containers do not install or update anything when they run',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  parameters: z.object({}),
  references: { nist: ['4.1.1', '4.4.1'], attack: ['T1105', 'T1610', 'T1059'] },
  why: 'What a container installs at start was never built, scanned or signed: each start may run different code, and anyone who controls the download controls the container.',
  fix: 'Install packages and fetch files in the image build; start the container with the program itself.',
  allows: [
    'package managers that only run or list (`npm start`, `npm run`, `pip list`)',
    'downloads that are not executed (health checks with curl)',
  ],
  response: 'stop-workload',
  judge: (workload) =>
    failIfAny(ownContainers(workload).flatMap((container) => [...atStart(container), ...inHooks(container)])),
});

function atStart(container: Container): Evidence[] {
  const { entryPoint, command } = container;
  const place = command.value === null ? entryPoint : command;
  const commands = commandsOf(entryPoint.value, command.value, container.environment.value);
  return updates(commands, place, container.name);
}

function inHooks(container: Container): Evidence[] {
  return container.hooks.flatMap(({ command, kind }) =>
    command === null
      ? []
      : updates(
          commandsOf(null, command.value, container.environment.value),
          command,
          `${container.name} (${kind})`,
        ),
  );
}

/** Decoded code is told once, by no-inline-code: it installs nothing by itself. */
function updates(commands: readonly Command[], place: At<unknown>, where: string): Evidence[] {
  return selfUpdates(commands)
    .filter(({ what }) => what !== 'encoded-code')
    .map(({ what, message }) => evidence(place.path, what, null, `container ${where} ${message}`));
}

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
