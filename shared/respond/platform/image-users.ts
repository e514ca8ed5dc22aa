// What an image in ECR stands for to others: its tags, and the tasks and pods of its account and Region that run it.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../gather/api.ts';
import { eksClusterNames } from '../../gather/eks-clusters.ts';
import { podsRunning } from '../../gather/facts/running-pods.ts';
import { runningTasks } from '../../gather/facts/running-tasks.ts';
import { boundedUsers, usersAmong } from '../../gather/image-users.ts';
import { type Reader, whereOf } from '../../gather/reading.ts';
import type { FactPlace } from '../../model/facts.ts';
import { type ImageUsers, usersWords } from '../../model/image-users.ts';
import { type JsonObject, stringOf, stringsOf } from '../../model/json.ts';
import { documentObject } from '../../model/policy-text.ts';
import type { RunningWorkload } from '../../model/running.ts';
import type { Planning } from '../planning/planning.ts';

export interface EcrImage {
  /** Parameters that name the repository in ECR's calls. */
  readonly at: JsonObject;
  /** `registry/repository`, as definitions name it. */
  readonly repository: string;
  readonly digest: string;
}

/** Why people must decide about an image: what else would be hit with it; null: nothing is known to need it. */
export async function needOf(image: EcrImage, { reader, place }: Planning): Promise<string | null> {
  const tags = await tagsOf(image, reader);
  const digests = [image.digest, ...(await platformsOf(image, reader))];
  const read = await everythingRunning(reader, place);
  const running = usersAmong(read.running, { repository: image.repository, tags, digests });
  const reasons = [
    ...(tags.length > 1 ? [`${tags.length} tags stand for it: ${few(tags)}`] : []),
    ...usedWords(boundedUsers(running, [])),
    ...read.notRead.map((one) => `whether ${one} run it is not known`),
  ];
  return reasons.length === 0 ? null : reasons.join('; ');
}

function usedWords(users: ImageUsers): readonly string[] {
  return users.workloads.length === 0 ? [] : [`it is used by ${usersWords(users, mostShown)}`];
}

const mostShown = 5;

function few(all: readonly string[]): string {
  const hidden = all.length - mostShown;
  return `${all.slice(0, mostShown).join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`;
}

async function tagsOf({ at, digest }: EcrImage, reader: Reader): Promise<readonly string[]> {
  const filter = { imageStatus: 'ANY' };
  const output = await reader.get('ecr', 'DescribeImages', {
    ...at,
    imageIds: [{ imageDigest: digest }],
    filter,
  });
  return [
    ...new Set(objectsOf(output.imageDetails).flatMap(({ imageTags }) => stringsOf(imageTags))),
  ].toSorted();
}

const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** Digests of its platforms, where it is an index: tasks and pods may tell of either. */
async function platformsOf({ at, digest }: EcrImage, reader: Reader): Promise<readonly string[]> {
  const input = { ...at, imageIds: [{ imageDigest: digest }], acceptedMediaTypes: indexTypes };
  const output = await reader.get('ecr', 'BatchGetImage', input);
  return objectsOf(output.images).flatMap(({ imageManifest }) =>
    objectsOf(documentObject(imageManifest)?.manifests).flatMap((one) => stringOf(one.digest) ?? []),
  );
}

interface Read {
  readonly running: readonly RunningWorkload[];
  /** `tasks (why)`, `pods of cluster shop (why)`. */
  readonly notRead: readonly string[];
}

async function everythingRunning(reader: Reader, place: FactPlace): Promise<Read> {
  const parts = [
    await partRead('tasks', reader, () => runningTasks(reader, { cluster: null, host: null }, place)),
  ];
  const clusters = await reader.part(() => eksClusterNames(reader));
  if (!clusters.ok) parts.push({ running: [], notRead: [`pods (${clusters.reason})`] });
  else
    for (const cluster of clusters.value)
      parts.push(await partRead(`pods of cluster ${cluster}`, reader, () => podsOf(reader, cluster, place)));
  return {
    running: parts.flatMap(({ running }) => running),
    notRead: parts.flatMap(({ notRead }) => notRead),
  };
}

async function partRead(
  what: string,
  reader: Reader,
  read: () => Promise<readonly RunningWorkload[]>,
): Promise<Read> {
  const answer = await reader.part(read);
  return answer.ok
    ? { running: answer.value, notRead: [] }
    : { running: [], notRead: [`${what} (${answer.reason})`] };
}

async function podsOf(
  reader: Reader,
  cluster: string,
  place: FactPlace,
): Promise<readonly RunningWorkload[]> {
  const { items } = await reader.get('kubernetes', 'listCoreV1PodForAllNamespaces', { cluster });
  return podsRunning(objectsOf(items), { ...whereOf(place), cluster, running: true });
}
