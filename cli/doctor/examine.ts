// The whole examination: what the deployment as a whole needs, then each thing of its stack.
// SPDX-License-Identifier: Apache-2.0
import type { Asking } from './ask.ts';
import { checkOf } from './checks.ts';
import type { Line } from './line.ts';
import { type Stack, stackName, stackOf } from './stack.ts';
import { wholeChecks } from './whole.ts';

export interface Examination {
  readonly stack: Stack;
  readonly lines: readonly Line[];
}

/** `now`: ISO time. Throws EnvironmentFailure where the stack cannot be read. */
export async function examine(stage: string, now: string, asking: Asking): Promise<Examination> {
  const stack = await stackOf(stackName(stage), asking);
  const lines = [...(await wholeChecks({ ...asking, stack, stage, now }))];
  // One after the other: a control plane that throttles says nothing of anything.
  for (const resource of stack.resources) {
    const line = await checkOf(resource, asking);
    if (line !== null) lines.push(line);
  }
  return { stack, lines };
}
