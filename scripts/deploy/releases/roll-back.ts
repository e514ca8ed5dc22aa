// Goes back to the release before: its stack, its parameters and its policy, as they lie beside its package.
// SPDX-License-Identifier: Apache-2.0
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { objectOf } from '../../../shared/model/json.ts';
import { pointerFrom, pointerKey } from '../../../shared/policy/deployed.ts';
import { stackName } from '../kept.ts';
import { keepParameters, type Parameters, planOf } from '../parameters.ts';
import { findStack, readResource, readTemplate } from '../stack.ts';
import type { Wait } from '../until.ts';
import { bucketName } from '../write.ts';
import { type Client as CloudFormation, updateStack } from './change-set.ts';
import { wordsOfDifference } from './differ.ts';
import {
  folderOf,
  isOlder,
  listReleases,
  nameOf,
  type Release,
  readRelease,
  readText,
  type Shelf,
  templateKey,
} from './release.ts';
import { demandGenuine, noteSealed, readSeals } from './seal.ts';

export interface Home {
  readonly stage: string;
  readonly account: string;
  readonly region: string;
}

export interface ReleaseClients {
  readonly cloudFormation: CloudFormation;
  readonly s3: Pick<S3Client, 'send'>;
  readonly ssm: Pick<SSMClient, 'send'>;
}

export interface RollBack {
  readonly shelf: Shelf;
  readonly to: Release;
  /** All that came after it: no later roll-back leads to one of these. */
  readonly left: readonly Release[];
  /** Nothing vouches for it: a version that made no seals deployed it, or somebody laid it there. */
  readonly unsealed: boolean;
  /** In words, one line each. */
  readonly lines: readonly string[];
}

/** Where the packages of a deployment lie; null where there is no stack. */
export async function shelfOf({ stage, account }: Home, client: CloudFormation): Promise<Shelf | null> {
  const stack = await findStack(stackName(stage), client);
  if (stack === null) return null;
  const bucket = await readResource(stack.id, 'ServerlessDeploymentBucket', client);
  return bucket === null ? null : { bucket, account, stage };
}

/** Reads only. Throws where there is nothing to go back to. `folder`: the package to go back to; without one, the newest release before. */
export async function planRollBack(
  home: Home,
  before: Parameters | null,
  { cloudFormation, s3, ssm }: ReleaseClients,
  folder: string | null = null,
): Promise<RollBack> {
  const shelf = await shelfOf(home, cloudFormation);
  if (shelf === null) throw new Error(`there is no stack of stage ${home.stage} in ${home.region}`);
  const template = await readTemplate(stackName(home.stage), cloudFormation);
  const current = folderOf(template) ?? '';
  const releases = await listReleases(shelf, s3);
  const seals = await readSeals(home.stage, ssm);
  const to = findTarget(releases, seals, current, folder);
  const unsealed = (await demandGenuine(to, seals, shelf, s3)) === 'unsealed';
  const left = releases.filter((one) => isOlder(to, one));
  const wanted = objectOf(JSON.parse((await readText(templateKey(shelf, to.folder), shelf, s3)) ?? '{}'));
  const from = to.folder === current ? (left.at(-1) ?? null) : await readRelease(current, shelf, s3);
  const lines = [
    ...(to.folder === current ? ['a roll-back was not finished:'] : []),
    `from ${from === null ? `a package of ${current || 'unknown time'} without a note` : nameOf(from)}`,
    `to   ${nameOf(to)}`,
    ...wordsOfDifference(template, wanted),
    ...planOf(before, withEmptied(before, to.parameters)).lines.filter((line) => line.includes(' becomes ')),
    to.pointer === from?.pointer ? '  policy: stays' : `  policy: becomes ${policyOf(to.pointer)}`,
    ...(unsealed ? [wordsOfUnsealed(shelf)] : []),
    'not touched: the record, which both read; stacks of members (deploy those of the former version from its clone)',
  ];
  return { shelf, to, left, unsealed, lines };
}

function wordsOfUnsealed({ bucket }: Shelf): string {
  return `nothing vouches for it: it was deployed by a version that made no seals, or whoever may write to ${bucket} laid it there. Look at every line above`;
}

/** A sealed one where there is one: what lies between without a seal, somebody laid there. Throws where there is none at all. */
function findTarget(
  releases: readonly Release[],
  seals: object,
  current: string,
  folder: string | null,
): Release {
  const sealed = releases.filter((one) => Object.hasOwn(seals, one.folder));
  const to = targetOf(sealed, current, folder) ?? targetOf(releases, current, folder);
  if (to !== null) return to;
  throw new Error(
    'there is no former release to go back to: releases are kept from one deployment to the next, five of them',
  );
}

/** Where a newer release than the one that runs was not left yet, a roll-back ended half-way: it is finished, and goes no further back. */
function targetOf(releases: readonly Release[], current: string, folder: string | null): Release | null {
  if (folder !== null) return releases.find((one) => one.folder === folder) ?? null;
  const runs = releases.find((one) => one.folder === current);
  if (runs !== undefined && releases.some((one) => isOlder(runs, one))) return runs;
  return releases.findLast((one) => isOlder(one, { folder: current })) ?? null;
}

/** What the former release was not given ends with it. */
function withEmptied(before: Parameters | null, wanted: Parameters): Parameters {
  const emptied = Object.keys(before ?? {}).map((name) => [name, ''] as const);
  return { ...Object.fromEntries(emptied), ...wanted };
}

function policyOf(pointer: string | null): string {
  const read = pointer === null ? null : pointerFrom(pointer);
  if (read === null) return 'the built-in one where none is there, else it stays';
  return `${read.policy} as it was then (${read.files[read.policy]?.slice(0, 12) ?? ''})`;
}

/**
 * The stack first, so that the code that reads the policy knows all that stands in it. Rejects where that fails: nothing was changed then.
 * What was left is noted last: until then the roll-back is not finished, and the same command finishes it.
 */
export async function rollBack(
  { shelf, to, left }: RollBack,
  { region, stage, account }: Home,
  wait: Wait,
  { cloudFormation, s3, ssm }: ReleaseClients,
): Promise<void> {
  const templateUrl = urlOf(shelf.bucket, region, templateKey(shelf, to.folder));
  await updateStack({ stack: stackName(stage), templateUrl, wait }, cloudFormation);
  if (to.pointer !== null)
    await s3.send(
      new PutObjectCommand({
        ...{ Bucket: bucketName(stage, account, region), ExpectedBucketOwner: account },
        ...{ Key: pointerKey, Body: to.pointer, ChecksumAlgorithm: 'SHA256' },
      }),
    );
  await keepParameters(stage, to.parameters, ssm);
  for (const release of left) await noteSealed({ ...release, withdrawn: true }, shelf, { s3, ssm });
}

function urlOf(bucket: string, region: string, key: string): string {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://${bucket}.s3.${region}.${domain}/${key}`;
}
