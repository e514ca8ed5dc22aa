// The text of a new control's file: the order every control keeps, and an example of each outcome.
// SPDX-License-Identifier: Apache-2.0
import { camelCase } from './spelling.ts';

/** `namespace-isolation/no-privileged` gives `export const noPrivileged = defineControl({…})`. */
export function renderNewControl(id: string): string {
  const name = camelCase(id.slice(id.indexOf('/') + 1));
  return `// TODO: what this control looks at, in one line.
// SPDX-License-Identifier: Apache-2.0
import type { Examples } from '../examples/example.ts';
import { deployment, taskDefinition } from '../examples/workloads.ts';
import { defineControl, evidence, failIfAny, noParameters } from '../../model/control.ts';
import { ownContainers } from '../../model/workload.ts';

export const ${name} = defineControl({
  id: '${id}',
  title: 'TODO: how things should be',
  severity: 'medium',
  stage: 'trial',
  judges: ['workload'],
  parameters: noParameters,
  references: { nist: ['TODO'], attack: ['TODO'] },
  why: 'TODO',
  fix: 'TODO',
  allows: ['TODO: what it does not flag'],
  response: null,
  judge: (workload) =>
    failIfAny(
      ownContainers(workload)
        .filter((container) => container.tty.value)
        .map((container) => evidence(container.tty.path, true, false, \`container \${container.name} TODO\`)),
    ),
});

export const examples = (): Examples => ({
  fails: [
    { says: 'TODO on ECS', given: taskDefinition({ container: { pseudoTerminal: true } }), at: 'containerDefinitions[0].pseudoTerminal' },
    { says: 'TODO on Kubernetes', given: deployment({ container: { tty: true } }), at: 'spec.template.spec.containers[0].tty' },
  ],
  passes: [{ says: 'nothing said', given: taskDefinition() }],
});
`;
}
