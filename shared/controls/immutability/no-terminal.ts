// Containers prepared for somebody to type into them.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, failIfAny, noParameters } from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, ec2TaskDefinition, pod } from '../examples/workloads.ts';

export const noTerminal = defineControl({
  id: 'immutability/no-terminal',
  title: 'Containers have no terminal and no open standard input',
  severity: 'low',
  stage: 'stable',
  judges: ['workload'],
  parameters: noParameters,
  references: { nist: ['4.4.4'], attack: ['T1609', 'T1059'] },
  why: 'A terminal or an open standard input is for people at a keyboard: such a container waits for commands that no delivery pipeline has recorded.',
  fix: 'Remove `interactive` and `pseudoTerminal` (ECS), `stdin` and `tty` (Kubernetes). A program that needs them to stay up should run in the foreground instead.',
  allows: ['ephemeral containers, which no-interactive-access judges'],
  response: null,
  judge: (workload) => failIfAny(ownContainers(workload).flatMap(openings)),
});

function openings({ tty, stdin, name, role }: Container): Evidence[] {
  if (role === 'ephemeral') return [];
  return [
    ...(tty.value ? [evidence(tty.path, true, false, `container ${name} has a terminal`)] : []),
    ...(stdin.value
      ? [evidence(stdin.path, true, false, `container ${name} keeps its standard input open`)]
      : []),
  ];
}

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a terminal on ECS',
      given: ec2TaskDefinition({ container: { pseudoTerminal: true } }),
      at: 'containerDefinitions[0].pseudoTerminal',
    },
    {
      says: 'an open standard input on ECS',
      given: ec2TaskDefinition({ container: { interactive: true } }),
      at: 'containerDefinitions[0].interactive',
    },
    {
      says: 'both in a Deployment',
      given: deployment({ container: { tty: true, stdin: true } }),
      at: 'spec.template.spec.containers[0].tty',
    },
  ],
  passes: [
    { says: 'said to be false', given: ec2TaskDefinition({ container: { interactive: false } }) },
    { says: 'nothing said', given: pod() },
  ],
});
