// `npm run deploy -- --organization`: home, its other Regions, and members, with a plan first; and the way back.
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as wait } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { clientConfig } from '../../../shared/model/request-handler.ts';
import type { Asked } from '../asked.ts';
import { clientsIn, patientIn, readAccount } from '../clients.ts';
import { remove, sayNotMeant, sayPlanned } from '../commands.ts';
import { deployPolicy, deployStack, prepare, showDifference } from '../home.ts';
import { type Parameters, readParameters } from '../parameters.ts';
import type { Home } from '../releases/roll-back.ts';
import { bringAbout, carryOutAll } from './bring-about.ts';
import type { Worker } from './carry-out.ts';
import { type FoundSet, readRegional, readSet } from './found.ts';
import { checkOwner } from './owner.ts';
import { type Organisation, readOrganization, readRegions } from './read.ts';
import { type FoundSets, readTargets, scopeOf } from './scope.ts';
import { endOf, type Step, stacksInTheWay, stepsOfSet, stepsOfStack, wordsOfStep } from './steps.ts';
import {
  isReached,
  names,
  type RegionalStack,
  type Scope,
  stacksThatMayBe,
  type Wanted,
  wantedOf,
} from './wanted.ts';

export async function deployOrganization(options: Asked): Promise<number> {
  const { region, stage, plan, yes } = options;
  const home = { stage, region, account: await readAccount(region) };
  const organisation = await readOrganization(home.account, clientsOf(region));
  const asked = await regionsAsked(options);
  const own = {
    organization: organisation.id,
    ...(asked === null ? {} : { 'sweep-regions': asked.join(',') }),
  };
  const prepared = await prepare(options, own);
  if (prepared === null || !(await showDifference(prepared))) return 1;
  const watched = regionsIn(prepared.plan.parameters);
  const regions = watched.length === 0 ? [region] : watched;
  const found = await readSets(organisation, workerFor(organisation, region));
  const kept = await readTargets(stage, prepared.clients.ssm);
  const scope = scopeOf(options, organisation, { kept, found, regions, actions: prepared.actions });
  const wanted = wantedOf(organisation, home, scope);
  const mayBe = stacksThatMayBe(organisation, home, scope, regionsIn(prepared.before ?? {}));
  const steps = await stepsTo(wanted, { found, mayBe }, workerFor(organisation, region));
  for (const line of wordsOf(organisation, home, { scope, steps })) console.log(line);
  if (plan) return sayPlanned();
  if (!yes) return sayNotMeant('deployed');
  const deployHome = async () => {
    const stands = await deployStack(prepared, true);
    if (stands) await deployPolicy(prepared, options);
    return stands;
  };
  const worker = workerFor(organisation, region);
  return bringAbout({ stage, targets: scope, steps }, { ssm: prepared.clients.ssm, deployHome, worker });
}

/** What stands in members and other Regions first: they forward to the home bus. */
export async function removeOrganization(options: Asked): Promise<number> {
  const { region, stage, plan, yes } = options;
  const home = { stage, region, account: await readAccount(region) };
  const organisation = await readOrganization(home.account, clientsOf(region));
  const worker = workerFor(organisation, region);
  const steps = await stepsToEnd(organisation, home, worker);
  console.log('members and other Regions:');
  for (const step of steps) console.log(wordsOfStep(step));
  if (steps.length === 0) console.log('  nothing is there');
  if (plan || !yes) return remove(options);
  const code = await carryOutAll(steps, worker);
  return code === 0 ? remove(options) : code;
}

function clientsOf(region: string) {
  return {
    organizations: new OrganizationsClient(clientConfig(patientIn(region))),
    cloudFormation: new CloudFormationClient(clientConfig(patientIn(region))),
  };
}

function workerFor({ callAs }: Organisation, home: string): Worker {
  return {
    callAs,
    wait,
    home,
    clientIn: (region) => new CloudFormationClient(clientConfig(patientIn(region))),
  };
}

async function regionsAsked({ regions, region }: Asked): Promise<readonly string[] | null> {
  if (regions === null) return null;
  const named =
    regions === 'all' ? await readRegions(new EC2Client(clientConfig(patientIn(region)))) : regions;
  return [...new Set([region, ...named])];
}

function regionsIn(parameters: Parameters): readonly string[] {
  return (parameters['sweep-regions'] ?? '').split(',').filter((region) => region !== '');
}

async function readSets({ callAs }: Organisation, { clientIn, home }: Worker): Promise<FoundSets> {
  const found = new Map<string, FoundSet | null>();
  for (const name of Object.values(names)) found.set(name, await readSet(name, callAs, clientIn(home)));
  return found;
}

async function stepsTo(
  { sets, stacks }: Wanted,
  { found, mayBe }: { readonly found: FoundSets; readonly mayBe: readonly RegionalStack[] },
  { clientIn }: Worker,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  // First: a stack of the home account in a Region that a stack set reaches now has the same names of rules and roles.
  for (const stack of stacksInTheWay(mayBe, stacks)) {
    const there = await readRegional(stack, clientIn(stack.region));
    checkOwner(stack, there);
    if (there !== null) steps.push({ kind: 'end-stack', stack });
  }
  for (const set of sets) checkOwner(set, found.get(set.name) ?? null);
  for (const stack of stacks) {
    const there = await readRegional(stack, clientIn(stack.region));
    checkOwner(stack, there);
    steps.push(...stepsOfStack(stack, there));
  }
  for (const set of sets) steps.push(...stepsOfSet(set, found.get(set.name) ?? null));
  return steps;
}

async function stepsToEnd(organisation: Organisation, home: Home, worker: Worker): Promise<readonly Step[]> {
  const found = await readSets(organisation, worker);
  const parameters = await readParameters(home.stage, clientsIn(home.region).ssm);
  const regions = regionsIn(parameters ?? {});
  const scope = { units: [], respond: [], regions, actions: 'none' };
  const { sets } = wantedOf(organisation, home, scope);
  const stacks = stacksThatMayBe(organisation, home, scope, regions);
  const ends = sets.flatMap((set) => {
    const there = found.get(set.name) ?? null;
    checkOwner(set, there);
    return there === null ? [] : endOf(set, there);
  });
  const there: RegionalStack[] = [];
  for (const stack of stacks) {
    const regional = await readRegional(stack, worker.clientIn(stack.region));
    checkOwner(stack, regional);
    if (regional !== null) there.push(stack);
  }
  return [...ends, ...there.map((stack) => ({ kind: 'end-stack', stack }) as const)];
}

function wordsOf(
  organisation: Organisation,
  home: Home,
  { scope, steps }: { readonly scope: Scope; readonly steps: readonly Step[] },
): readonly string[] {
  const { id, management, callAs } = organisation;
  return [
    `organisation ${id}, as ${callAs === 'SELF' ? 'its management account' : 'a delegated administrator'}:`,
    `  members: accounts of ${scope.units.join(', ')}, in ${scope.regions.join(', ')}`,
    `  responses: ${scope.respond.length === 0 ? 'in no member' : `accounts of ${scope.respond.join(', ')}, for ${scope.actions}`}`,
    ...(steps.length === 0 ? ['  everything is there'] : steps.map(wordsOfStep)),
    ...(management === home.account
      ? []
      : [
          `not reached: the management account ${management}, which no stack set of an organisation covers (deploy/README.md, "Member accounts")`,
        ]),
    ...(isReached(organisation, scope.units) || management === home.account
      ? []
      : ['the home account is in none of these units: its other Regions get stacks of their own']),
  ];
}
