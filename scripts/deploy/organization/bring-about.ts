// Brings a plan about, in an order that can be broken off anywhere: the same command, without its units, goes on to the same end.
// SPDX-License-Identifier: Apache-2.0
import type { SSMClient } from '@aws-sdk/client-ssm';
import { carryOut, type Worker } from './carry-out.ts';
import { keepTargets, type Targets } from './scope.ts';
import { type Step, wordsOfStep } from './steps.ts';

export interface Plan {
  readonly stage: string;
  readonly targets: Targets;
  readonly steps: readonly Step[];
}

export interface Hands {
  readonly ssm: Pick<SSMClient, 'send'>;
  /** The stack and the policy at home; false where they did not come about. */
  readonly deployHome: () => Promise<boolean>;
  readonly worker: Worker;
}

/** Gives the exit code. */
export async function bringAbout(
  { stage, targets, steps }: Plan,
  { ssm, deployHome, worker }: Hands,
): Promise<number> {
  await keepTargets(stage, targets, ssm);
  if (!(await deployHome())) return 1;
  return carryOutAll(steps, worker);
}

export async function carryOutAll(steps: readonly Step[], worker: Worker): Promise<number> {
  const failed: string[] = [];
  for (const step of steps) {
    console.log(wordsOfStep(step).trim());
    failed.push(...(await carryOut(step, worker)));
  }
  for (const line of failed) console.error(line);
  if (failed.length > 0) console.error(`${failed.length} failed: mend the cause, and give the command again`);
  return failed.length === 0 ? 0 : 1;
}
