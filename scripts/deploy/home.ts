// The deployment at home: its plan, its stack, and the policy.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { validatePolicy } from '../../functions/wiring/policy/valid.ts';
import { type JsonObject, objectOf } from '../../shared/model/json.ts';
import { objectsOf, type PolicyTexts, pointerKey } from '../../shared/policy/deployed.ts';
import { actionsOf, withActions, wordsAbout } from './actions.ts';
import { adoptKept, packagedTemplate } from './adopt.ts';
import type { Asked } from './asked.ts';
import { type Clients, clientsIn, readAccount } from './clients.ts';
import { stackName } from './kept.ts';
import {
  keepParameters,
  type Parameters,
  type Plan,
  parametersIn,
  planOf,
  readParameters,
  unknownIn,
} from './parameters.ts';
import { protectTable } from './protect.ts';
import { wordsOfDifference } from './releases/differ.ts';
import { folderOf, listPackages, readRelease } from './releases/release.ts';
import { type Home, shelfOf } from './releases/roll-back.ts';
import { noteAgain, noteSealed, wordsOfForged } from './releases/seal.ts';
import { readVersion, runs } from './run.ts';
import { findStack, readTemplate } from './stack.ts';
import { textsOf } from './texts.ts';
import { bucketName, writePolicy } from './write.ts';

/** What is to be deployed, and where. */
export interface Prepared {
  readonly home: Home;
  readonly clients: Clients;
  readonly texts: PolicyTexts;
  readonly hash: string;
  /** The actions that the policy lets act or ask. */
  readonly actions: string;
  readonly before: Parameters | null;
  readonly plan: Plan;
  /** For serverless. */
  readonly args: readonly string[];
}

/** Shows which parameters stay and which change. Null where the policy does not hold, or something is taken away that was not meant. */
export async function prepare(options: Asked, own: Parameters = {}): Promise<Prepared | null> {
  const { policy: file, stage, region, others, yes, plan: onlyPlan } = options;
  const unknown = unknownIn(parametersIn(others), readFileSync('serverless.yml', 'utf8'));
  if (unknown.length > 0) {
    console.error(
      `${unknown.join(', ')}: serverless.yml knows no such parameter (its \`custom\` lists them)`,
    );
    return null;
  }
  const texts = textsOf(file);
  const read = await validatePolicy(texts, new Date(), null);
  if (!read.ok) {
    for (const problem of read.problems) console.error(problem);
    return null;
  }
  const home = { stage, region, account: await readAccount(region) };
  const clients = clientsIn(region);
  const before = await readParameters(stage, clients.ssm);
  const plan = planOf(before, { ...own, ...parametersIn(others) });
  if (!options.policyOnly) showParameters(before, plan, region);
  if (plan.emptied.length > 0 && !yes && !onlyPlan) {
    console.error(
      `${plan.emptied.join(', ')} would be empty, and what rests on that ends: say --yes if that is meant`,
    );
    return null;
  }
  const actions = await actionsOf(read.policy);
  const given = Object.entries(own).map(([name, value]) => `--param=${name}=${value}`);
  const args = withActions([...given, ...others, ...plan.kept], actions);
  return { home, clients, texts, hash: read.policy.hash, actions, before, plan, args };
}

function showParameters(before: Parameters | null, { lines }: Plan, region: string): void {
  if (before === null)
    console.error(
      `no parameters of an earlier deployment are known in ${region}: those that are not given are empty`,
    );
  for (const line of lines) console.error(line);
}

/** Builds and packages, and shows what that would change of the stack; false where that failed. */
export async function showDifference({ home, clients, args }: Prepared): Promise<boolean> {
  if (!buildFunctions() || !runs('serverless', 'package', ...args)) return false;
  const stack = await findStack(stackName(home.stage), clients.cloudFormation);
  const before = stack === null ? null : await readTemplate(stack.id, clients.cloudFormation);
  const after: JsonObject = objectOf(JSON.parse(readFileSync(packagedTemplate, 'utf8')));
  console.log(`stack ${stackName(home.stage)} in ${home.account}, ${home.region}:`);
  for (const line of wordsOfDifference(before, after)) console.log(line);
  return true;
}

/** The stack; false where it did not come about. `packaged`: what `showDifference` made is deployed, as it was shown. */
export async function deployStack(
  { home, clients, args, plan }: Prepared,
  packaged = false,
): Promise<boolean> {
  const packed = () => packaged || runs('serverless', 'package', ...args);
  if (!(packaged || buildFunctions()) || !(await adoptKept({ ...home, packed }, clients))) return false;
  const how = [
    ...(packaged ? ['--package', dirname(packagedTemplate)] : []),
    // serverless compares what it uploaded last, which after a roll-back is not what is deployed.
    ...((await isNewestDeployed(home, clients)) ? [] : ['--force']),
  ];
  if (!runs('serverless', 'deploy', ...args, ...how)) return false;
  // What may act comes from the policy each time.
  const { 'respond-actions': _, ...lasting } = plan.parameters;
  await keepParameters(home.stage, lasting, clients.ssm);
  await protectTable(home.stage, clients.dynamodb);
  return true;
}

function buildFunctions(): boolean {
  return runs('npm', 'run', 'build', '--', 'functions');
}

async function isNewestDeployed(home: Home, { cloudFormation, s3 }: Clients): Promise<boolean> {
  const shelf = await shelfOf(home, cloudFormation);
  if (shelf === null) return true;
  const packages = await listPackages(shelf, s3);
  return packages.at(-1) === folderOf(await readTemplate(stackName(home.stage), cloudFormation));
}

/** Last, so that the code that reads the policy knows all that stands in it; and on the first day the stack makes the bucket. */
export async function deployPolicy(prepared: Prepared, { policy: file, policyOnly }: Asked): Promise<void> {
  const { home, clients, texts, hash, actions } = prepared;
  const place = { bucket: bucketName(home.stage, home.account, home.region), account: home.account };
  const version = await writePolicy(texts, place, clients.s3);
  console.log(`policy ${file} (${hash}) is version ${version} in s3://${place.bucket}`);
  console.log(wordsAbout(actions, policyOnly));
  await note(prepared, policyOnly);
}

/** What a roll-back goes back to: the release, with the policy that it had last. */
async function note({ home, clients, texts, plan }: Prepared, policyOnly: boolean): Promise<void> {
  const shelf = await shelfOf(home, clients.cloudFormation);
  const folder =
    shelf === null ? null : folderOf(await readTemplate(stackName(home.stage), clients.cloudFormation));
  if (shelf === null || folder === null) return;
  const pointer = objectsOf(texts).find(({ key }) => key === pointerKey)?.text ?? null;
  const former = policyOnly ? await readRelease(folder, shelf, clients.s3) : null;
  if (policyOnly && former === null) return;
  const { 'respond-actions': _, ...parameters } = plan.parameters;
  const release = { ...(former ?? { folder, parameters, ...readVersion() }), pointer };
  if (former === null) await noteSealed(release, shelf, clients);
  else if (!(await noteAgain(former, release, shelf, clients))) console.error(wordsOfForged(former, shelf));
}
