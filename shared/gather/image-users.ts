// Who runs an image, by its digest or by a tag that stands for it, among everything that runs.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactRequestOf, Facts } from '../model/facts.ts';
import { type ImageUser, type ImageUsers, shownUsers } from '../model/image-users.ts';
import type { JsonObject } from '../model/json.ts';
import type { Image } from '../model/platform.ts';
import type { RunningImage, RunningWorkload } from '../model/running.ts';
import { type ImageReference, parseImageReference } from '../names/image-reference.ts';

/** One image as what runs may name it. */
export interface SoughtImage {
  /** `registry/repository`. */
  readonly repository: string;
  readonly tags: readonly string[];
  /** Its own, and those of its platforms where it is an index: agents tell of either. */
  readonly digests: readonly string[];
}

/** The same for each host by which one repository of ECR is called: its own, dual-stack and FIPS. */
function repositoryKey({ registry, repository, ecr }: ImageReference): string {
  return ecr === null ? `${registry}/${repository}` : `ecr ${ecr.account}/${ecr.region}/${repository}`;
}

function keyOf(repository: string): string {
  const named = parseImageReference(repository);
  return named === null ? repository : repositoryKey(named);
}

/** Those that run the image, and those that a tag leads to it. */
export function usersAmong(running: readonly RunningWorkload[], image: SoughtImage): readonly ImageUser[] {
  const found = new Map<string, ImageUser>();
  const sought = { ...image, repository: keyOf(image.repository) };
  for (const workload of running) {
    const by = strongest(workload.images.map((one) => usedBy(one, sought)));
    if (by === null) continue;
    const { platform, identity, name, cluster } = workload;
    if (platform !== 'ecs' && platform !== 'kubernetes') continue;
    const key = `${cluster ?? ''}|${identity}`;
    const known = found.get(key);
    const instances = (known?.instances ?? 0) + 1;
    found.set(key, {
      ...{ platform, id: identity, name, cluster, instances },
      by: strongest([known?.by ?? null, by]) ?? by,
    });
  }
  return [...found.values()].toSorted(byWeight);
}

type By = ImageUser['by'];

function strongest(all: readonly (By | null)[]): By | null {
  return all.includes('digest') ? 'digest' : all.includes('tag') ? 'tag' : null;
}

/** In every order of what was read the same order, so that it changes nothing. */
function byWeight(one: ImageUser, other: ImageUser): number {
  if (one.by !== other.by) return one.by === 'digest' ? -1 : 1;
  const [a, b] = [`${one.cluster ?? ''}|${one.id}`, `${other.cluster ?? ''}|${other.id}`];
  return a < b ? -1 : a > b ? 1 : 0;
}

function usedBy({ reference, digest }: RunningImage, sought: SoughtImage): By | null {
  const named = parseImageReference(reference);
  if (named === null || repositoryKey(named) !== sought.repository) return null;
  const runs = digest ?? named.digest;
  if (runs !== null && sought.digests.includes(runs)) return 'digest';
  // With tag and digest the digest decides (distribution/reference: the tag is ignored).
  if (named.digest !== null) return null;
  return sought.tags.includes(named.tag ?? 'latest') ? 'tag' : null;
}

/** An account may have a hundred clusters that cannot be asked: the finding names some of them. */
const shownNotRead = 10;

export function boundedUsers(all: readonly ImageUser[], notRead: readonly string[]): ImageUsers {
  const hidden = notRead.length - shownNotRead;
  const told = hidden > 0 ? [...notRead.slice(0, shownNotRead), `${hidden} others`] : notRead;
  return { workloads: all.slice(0, shownUsers), more: all.length > shownUsers, notRead: told };
}

/** Null where the image has no name by which anything could run it, or no facts are at hand. */
export async function imageUsers(
  image: Image,
  facts: Facts,
  signers: readonly JsonObject[],
): Promise<ImageUsers | null> {
  const named = parseImageReference(image.reference);
  if (named === null) return null;
  const parts = (await Promise.all([tasks(image, facts), pods(image, facts)])).flat();
  if (parts.every(({ answer }) => !answer.ok && answer.code === 'no-facts')) return null;
  const running = parts.flatMap(({ answer }) => (answer.ok ? answer.value : []));
  const notRead = parts.flatMap(({ what, answer }) => (answer.ok ? [] : [`${what}: ${answer.reason}`]));
  if (running.length === 0) return boundedUsers([], notRead);
  return boundedUsers(usersAmong(running, await soughtImage(image, named, facts, signers)), notRead);
}

interface Part {
  readonly what: string;
  readonly answer: FactAnswer<'running-workloads'>;
}

/** Everything in the registry's account and Region: what runs elsewhere is not looked for. */
async function tasks(image: Image, facts: Facts): Promise<readonly Part[]> {
  return [await partOf('tasks', everything(image, 'ecs', null), facts)];
}

/** Two at a time: a cluster has ten thousand pods and more. */
const atOnce = 2;

/** Cluster by cluster: one that cannot be asked hides no other. A snapshot may hold pods without the clusters that they are of. */
async function pods(image: Image, facts: Facts): Promise<readonly Part[]> {
  const { account, region } = image;
  const names = await facts.get({ fact: 'cluster-names', account, region });
  if (names.ok) return inTurn(names.value, (name) => podsOf(image, name, facts));
  const whole = await partOf('pods', everything(image, 'kubernetes', null), facts);
  return [whole.answer.ok || names.code === 'not-recorded' ? whole : { what: 'pods', answer: names }];
}

function podsOf(image: Image, cluster: string, facts: Facts): Promise<Part> {
  return partOf(`pods of cluster ${cluster}`, everything(image, 'kubernetes', cluster), facts);
}

async function inTurn<T, R>(values: readonly T[], read: (value: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < values.length; start += atOnce)
    results.push(...(await Promise.all(values.slice(start, start + atOnce).map(read))));
  return results;
}

async function partOf(what: string, ask: FactRequestOf<'running-workloads'>, facts: Facts): Promise<Part> {
  return { what, answer: await facts.get(ask) };
}

/** With its other tags, and the digests of its platforms, where the registry tells them: the question is the one of signed-image. */
async function soughtImage(
  { account, region, reference, tag, digest }: Image,
  named: ImageReference,
  facts: Facts,
  signers: readonly JsonObject[],
): Promise<SoughtImage> {
  const answer = await facts.get({ fact: 'image-signatures', account, region, image: reference, signers });
  const told = answer.ok
    ? { tags: answer.value.tags, digests: answer.value.platforms.map((one) => one.digest) }
    : { tags: [], digests: [] };
  const listed = (...all: readonly (string | null)[]) => [...new Set(all.filter((one) => one !== null))];
  return {
    repository: `${named.registry}/${named.repository}`,
    tags: listed(tag, ...told.tags),
    digests: listed(digest, named.digest, answer.ok ? answer.value.digest : null, ...told.digests),
  };
}

function everything(
  { account, region }: Image,
  platform: 'ecs' | 'kubernetes',
  cluster: string | null,
): FactRequestOf<'running-workloads'> {
  return { fact: 'running-workloads', account, region, platform, cluster, host: null };
}
