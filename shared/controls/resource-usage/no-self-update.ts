// Containers that change themselves when they start: package managers, updaters, downloads run as code.
// SPDX-License-Identifier: Apache-2.0
import { type Command, commandsOf } from '../../commands/command.ts';
import { selfUpdates } from '../../commands/self-update.ts';
import type { At } from '../../model/at.ts';
import { defineControl, evidence, failIfAny, noParameters } from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers } from '../../model/workload.ts';

export const noSelfUpdate = defineControl({
  id: 'resource-usage/no-self-update',
  title: 'Containers do not install or update anything when they run',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  parameters: noParameters,
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
