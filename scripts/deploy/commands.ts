// What `npm run deploy` does for each way of asking; each gives the exit code.
// SPDX-License-Identifier: Apache-2.0
import { setTimeout as wait } from 'node:timers/promises';
import type { Asked } from './asked.ts';
import { type Clients, clientsIn, readAccount } from './clients.ts';
import { deployPolicy, deployStack, prepare, showDifference } from './home.ts';
import { stackName } from './kept.ts';
import { readParameters } from './parameters.ts';
import { type Watch, waitForCanary, wasAlive } from './releases/canary.ts';
import { folderOf } from './releases/release.ts';
import { type Home, planRollBack, rollBack } from './releases/roll-back.ts';
import { forgetParameters, planRemoval, removeStack, wordsOfRemoval } from './remove.ts';
import { findStack, readTemplate } from './stack.ts';

export async function deployHome(options: Asked): Promise<number> {
  const prepared = await prepare(options);
  if (prepared === null) return 1;
  if (options.plan) return (await showDifference(prepared)) ? sayPlanned() : 1;
  if (!options.policyOnly && !(await deployStack(prepared))) return 1;
  await deployPolicy(prepared, options);
  return 0;
}

/** Shows what changes first; afterwards a canary must come through, or all is as it was before. */
export async function upgrade(options: Asked): Promise<number> {
  const { stage, region, plan, yes, atOnce } = options;
  const prepared = await prepare(options);
  if (prepared === null) return 1;
  const { home, clients } = prepared;
  if ((await findStack(stackName(stage), clients.cloudFormation)) === null) {
    console.error(`there is no stack of stage ${stage} in ${region} to upgrade: npm run deploy makes one`);
    return 1;
  }
  if (!(await showDifference(prepared))) return 1;
  if (plan) return sayPlanned();
  if (!yes) return sayNotMeant('deployed');
  const former = await readFolder(home, clients);
  const watch = watchOf(clients);
  const alive = atOnce || (await wasAlive(watch));
  if (!(await deployStack(prepared, true))) return 1;
  await deployPolicy(prepared, options);
  if (atOnce || (await canaryCame(watch))) return 0;
  if (!alive) {
    console.error(
      'none came before the upgrade, either: nothing is rolled back (npm run deploy -- --roll-back)',
    );
    return 1;
  }
  await goBack(home, clients, former);
  return 1;
}

/** The package that runs. */
async function readFolder({ stage }: Home, { cloudFormation }: Clients): Promise<string> {
  return folderOf(await readTemplate(stackName(stage), cloudFormation)) ?? '';
}

export async function goBackIfMeant({ stage, region, plan, yes, atOnce, unsealed }: Asked): Promise<number> {
  const home = { stage, region, account: await readAccount(region) };
  const clients = clientsIn(region);
  const way = await planRollBack(home, await readParameters(stage, clients.ssm), clients);
  for (const line of way.lines) console.log(line);
  if (plan) return sayPlanned();
  if (!yes) return sayNotMeant('changed');
  if (way.unsealed && !unsealed) {
    console.error(
      'nothing was changed: nothing vouches for that release; say --unsealed, too, if it is the one',
    );
    return 1;
  }
  await rollBack(way, home, wait, clients);
  console.log('rolled back');
  return atOnce || (await canaryCame(watchOf(clients))) ? 0 : 1;
}

/** To what ran before, and to nothing else: the newest release before might be one that was left itself. */
async function goBack(home: Home, clients: Clients, former: string): Promise<void> {
  if ((await readFolder(home, clients)) === former) {
    console.error('the stack was not changed, so that nothing is rolled back; the policy is the new one');
    return;
  }
  console.error('the upgrade is rolled back');
  const way = await planRollBack(home, await readParameters(home.stage, clients.ssm), clients, former);
  for (const line of way.lines) console.error(line);
  await rollBack(way, home, wait, clients);
  console.error('rolled back: find the cause in the logs of the functions (docs/runbook.md#canary-silent)');
}

function watchOf({ cloudWatch }: Clients): Watch {
  return { client: cloudWatch, wait, now: Date.now };
}

async function canaryCame(watch: Watch): Promise<boolean> {
  console.log('waiting for a canary, thirteen minutes at most (--at-once does not)');
  const came = await waitForCanary(watch.now(), watch);
  if (came) console.log('a canary came through');
  else console.error('no canary came through: docs/runbook.md#canary-silent');
  return came;
}

/** Shows what stays and what ends first, and ends nothing unless that is meant. */
export async function remove({ stage, region, yes, plan }: Asked): Promise<number> {
  const clients = clientsIn(region);
  const removal = await planRemoval(stage, clients.cloudFormation);
  if (removal === null) {
    console.log(`there is no stack of stage ${stage} in ${region}`);
    if (yes && !plan) await forgetParameters(stage, clients.ssm);
    return 0;
  }
  for (const line of wordsOfRemoval(removal, await readParameters(stage, clients.ssm))) console.log(line);
  if (plan) return sayPlanned();
  if (!yes) return sayNotMeant('removed');
  await removeStack(removal, await readAccount(region), clients);
  await forgetParameters(stage, clients.ssm);
  console.log('removed; what stays is imported by the next `npm run deploy` of this stage in this Region');
  return 0;
}

export function sayPlanned(): number {
  console.log('nothing was done: that was the plan');
  return 0;
}

export function sayNotMeant(done: string): number {
  console.error(`nothing was ${done}: say --yes if that is meant`);
  return 1;
}
