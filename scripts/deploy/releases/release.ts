// A release that was deployed: its package lies in the bucket of zips, and a note beside it says what went with it.
// SPDX-License-Identifier: Apache-2.0
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { dig, isObject, type JsonObject, objectOf, stringOf } from '../../../shared/model/json.ts';
import type { Parameters } from '../parameters.ts';

type Client = Pick<S3Client, 'send'>;

export interface Release {
  /** `1796066958989-2026-11-30T19:29:18.989Z`, as osls names the folder of a package. */
  readonly folder: string;
  /** Of package.json. */
  readonly version: string;
  /** Of the clone; null: it was none. */
  readonly commit: string | null;
  /** What the deployment was given. */
  readonly parameters: Parameters;
  /** The pointer to the policy (shared/policy/deployed.ts); null: none was written. */
  readonly pointer: string | null;
  /** A roll-back left it: no other one goes back to it. */
  readonly withdrawn?: boolean;
}

/** Where the packages and the notes of a deployment lie. */
export interface Shelf {
  readonly bucket: string;
  readonly account: string;
  readonly stage: string;
}

/** As osls names it; what it keeps and what it deletes later are folders there. */
const packages = (stage: string) => `serverless/seawall/${stage}/`;
/** Outside of them: osls takes every file of a package for one that it uploaded. */
const notes = (stage: string) => `releases/${stage}/`;
const templateName = 'compiled-cloudformation-template.json';

export function templateKey({ stage }: Shelf, folder: string): string {
  return `${packages(stage)}${folder}/${templateName}`;
}

/** The package that a template deploys; null where its functions are of none. */
export function folderOf(template: JsonObject): string | null {
  for (const resource of Object.values(objectOf(template.Resources))) {
    const key = stringOf(dig(resource, 'Properties', 'Code', 'S3Key'));
    const folder = key?.split('/').at(-2);
    if (dig(resource, 'Type') === 'AWS::Lambda::Function' && folder !== undefined) return folder;
  }
  return null;
}

/** Milliseconds of when it was packaged. */
export function ageOf(folder: string): number {
  return Number(folder.slice(0, folder.indexOf('-')));
}

/** The newest of the packages that are left, oldest first; those whose template is gone are none. */
export async function listPackages(shelf: Shelf, client: Client): Promise<readonly string[]> {
  const keys = await listKeys(packages(shelf.stage), shelf, client);
  const folders = keys.filter((key) => key.endsWith(`/${templateName}`)).map((key) => key.split('/').at(-2));
  return folders.flatMap((folder) => folder ?? []).toSorted((a, b) => ageOf(a) - ageOf(b));
}

/** The keys of all that lies in a package, in their order. */
export async function listPackage(folder: string, shelf: Shelf, client: Client): Promise<readonly string[]> {
  return (await listKeys(`${packages(shelf.stage)}${folder}/`, shelf, client)).toSorted();
}

/** Those that were deployed to their end and that no roll-back left, oldest first: a package without a note never stood. */
export async function listReleases(shelf: Shelf, client: Client): Promise<readonly Release[]> {
  const releases: Release[] = [];
  for (const folder of await listPackages(shelf, client)) {
    const release = await readRelease(folder, shelf, client);
    if (release !== null && release.withdrawn !== true) releases.push(release);
  }
  return releases;
}

export function isOlder(one: Pick<Release, 'folder'>, other: Pick<Release, 'folder'>): boolean {
  return ageOf(one.folder) < ageOf(other.folder);
}

export async function readRelease(folder: string, shelf: Shelf, client: Client): Promise<Release | null> {
  const text = await readText(`${notes(shelf.stage)}${folder}.json`, shelf, client);
  return text === null ? null : releaseFrom(text, folder);
}

/** Rejects where S3 did not take it (`noteSealed` vouches for it, too): the release stands all the same, and cannot be gone back to. */
export async function noteRelease(release: Release, shelf: Shelf, client: Client): Promise<void> {
  const { folder, ...rest } = release;
  await client.send(
    new PutObjectCommand({
      ...{ Bucket: shelf.bucket, ExpectedBucketOwner: shelf.account },
      Key: `${notes(shelf.stage)}${folder}.json`,
      Body: JSON.stringify({ note: 1, ...rest }),
      // For doctor, which reads no bodies.
      ...(release.withdrawn === true ? { Metadata: { withdrawn: 'true' } } : {}),
    }),
  );
}

/** Null where there is no such object. */
export async function readText(key: string, shelf: Shelf, client: Client): Promise<string | null> {
  try {
    const place = { Bucket: shelf.bucket, ExpectedBucketOwner: shelf.account, Key: key };
    const { Body } = await client.send(new GetObjectCommand(place));
    return (await Body?.transformToString()) ?? null;
  } catch (error) {
    if (error instanceof Error && /^(?:NoSuchKey|NotFound)$/.test(error.name)) return null;
    throw error;
  }
}

async function listKeys(Prefix: string, shelf: Shelf, client: Client): Promise<readonly string[]> {
  const found: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        ...{ Bucket: shelf.bucket, ExpectedBucketOwner: shelf.account, Prefix },
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    found.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return found;
}

/** Null for what `noteRelease` would not write. */
function releaseFrom(text: string, folder: string): Release | null {
  const read = parsed(text);
  const version = stringOf(read.version);
  if (read.note !== 1 || version === null || !isObject(read.parameters)) return null;
  const parameters = Object.entries(read.parameters).map(([name, value]) => [name, String(value)] as const);
  return {
    ...{ folder, version, commit: stringOf(read.commit) },
    ...{ parameters: Object.fromEntries(parameters), pointer: stringOf(read.pointer) },
    ...(read.withdrawn === true ? { withdrawn: true } : {}),
  };
}

function parsed(text: string): JsonObject {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** `0.1.0 (5bf3778a1b2c), packaged 2026-11-30T19:29:18.989Z` */
export function nameOf({ version, commit, folder }: Release): string {
  const at = folder.slice(folder.indexOf('-') + 1);
  return `${version}${commit === null ? '' : ` (${commit.slice(0, 12)})`}, packaged ${at}`;
}
