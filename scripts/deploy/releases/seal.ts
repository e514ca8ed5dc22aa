// What vouches for a release: a hash of its note and its package, where whoever may write to the bucket of zips cannot.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { canonicalJson } from '../../../shared/model/hash.ts';
import { keep, readKept } from '../kept-json.ts';
import { ageOf, listPackage, nameOf, noteRelease, type Release, type Shelf } from './release.ts';

/** By package, SHA-256 of what was deployed; two while a note is being written. */
type Seals = Readonly<Record<string, readonly string[]>>;

export interface SealClients {
  readonly s3: Pick<S3Client, 'send'>;
  readonly ssm: Pick<SSMClient, 'send'>;
}

/** Below `/seawall/<stage>/`, as the parameters of the deployment are. */
export function sealsName(stage: string): string {
  return `/seawall/${stage}/releases`;
}

/** More than osls keeps packages of, and less than a parameter holds. */
const most = 12;

/** The seal first, beside the former one: wherever it ends half-way, the note that lies there is vouched for. */
export async function noteSealed(release: Release, shelf: Shelf, { s3, ssm }: SealClients): Promise<void> {
  const seal = await sealOf(release, shelf, s3);
  const seals = await readSeals(shelf.stage, ssm);
  const former = seals[release.folder] ?? [];
  await keepSeals(shelf.stage, { ...seals, [release.folder]: [seal, ...former].slice(0, 2) }, ssm);
  await noteRelease(release, shelf, s3);
  await keepSeals(shelf.stage, { ...seals, [release.folder]: [seal] }, ssm);
}

/**
 * Another note of the same release, vouched for only where the former was. False where the former is not as it was deployed: then all stays
 * as it lies, and no roll-back leads there.
 */
export async function noteAgain(
  former: Release,
  release: Release,
  shelf: Shelf,
  clients: SealClients,
): Promise<boolean> {
  const vouched = await compareSeal(former, await readSeals(shelf.stage, clients.ssm), shelf, clients.s3);
  if (vouched === 'sealed') await noteSealed(release, shelf, clients);
  if (vouched === 'unsealed') await noteRelease(release, shelf, clients.s3);
  return vouched !== 'forged';
}

export function wordsOfForged(release: Release, { bucket, stage }: Shelf): string {
  const what = `${nameOf(release)} is not as it was deployed: its note or its package in ${bucket} was changed since`;
  return `${what} (${sealsName(stage)} vouches for another). Find out who wrote there, and deploy that version from its clone`;
}

/** `unsealed`: deployed by a version that made no seals, or not by a deployment at all. */
type Vouched = 'sealed' | 'unsealed' | 'forged';

async function compareSeal(
  release: Release,
  seals: Seals,
  shelf: Shelf,
  client: SealClients['s3'],
): Promise<Vouched> {
  const kept = seals[release.folder];
  if (kept === undefined) return 'unsealed';
  return kept.includes(await sealOf(release, shelf, client)) ? 'sealed' : 'forged';
}

/** Throws where it is not as it was deployed. */
export async function demandGenuine(
  release: Release,
  seals: Seals,
  shelf: Shelf,
  client: SealClients['s3'],
): Promise<Exclude<Vouched, 'forged'>> {
  const vouched = await compareSeal(release, seals, shelf, client);
  if (vouched === 'forged') throw new Error(wordsOfForged(release, shelf));
  return vouched;
}

/** Empty where nothing was sealed yet. Rejects where Systems Manager cannot be asked, or holds something else. */
export async function readSeals(stage: string, client: SealClients['ssm']): Promise<Seals> {
  const remedy = 'the seals of releases: delete it, and deploy again';
  const kept = (await readKept(sealsName(stage), remedy, client)) ?? {};
  const seals = Object.entries(kept).map(
    ([folder, hashes]) => [folder, Array.isArray(hashes) ? hashes.map(String) : []] as const,
  );
  return Object.fromEntries(seals);
}

async function keepSeals(stage: string, seals: Seals, client: SealClients['ssm']): Promise<void> {
  const newest = Object.entries(seals)
    .toSorted(([a], [b]) => ageOf(b) - ageOf(a))
    .slice(0, most);
  const what = 'What vouches for the releases of Seawall that a roll-back may lead to';
  await keep(sealsName(stage), Object.fromEntries(newest), what, client);
}

/** Of the note as it is understood, and of each object of the package: the template, the zips, and any that somebody adds. */
async function sealOf(release: Release, shelf: Shelf, client: SealClients['s3']): Promise<string> {
  const { folder, version, commit, parameters, pointer, withdrawn = false } = release;
  const note = { folder, version, commit, parameters, pointer, withdrawn };
  const objects: Record<string, string> = {};
  for (const Key of await listPackage(folder, shelf, client)) {
    const place = { Bucket: shelf.bucket, ExpectedBucketOwner: shelf.account, Key };
    const { Body } = await client.send(new GetObjectCommand(place));
    objects[Key] = sha256((await Body?.transformToByteArray()) ?? new Uint8Array());
  }
  return sha256(canonicalJson({ note, objects }));
}

/** By Node: a package has megabytes. */
function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
