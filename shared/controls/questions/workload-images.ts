// Every place of a workload that names an image.
// SPDX-License-Identifier: Apache-2.0
import { type At, known } from '../../model/at.ts';
import { type Container, ownContainers, type Workload } from '../../model/workload.ts';

export interface ImageUse {
  /** Who takes it, for messages: `container web`, `volume models`. */
  readonly user: string;
  readonly image: At<string | null>;
}

/** For messages: a container that a definition hides has no name. */
export function containerNamed({ name, path }: Pick<Container, 'name' | 'path'>): string {
  return name === '' ? `the container at ${path}` : `container ${name}`;
}

/** The images of the containers that somebody wrote, and of volumes that hold the files of one. */
export function imagesOf(workload: Workload): readonly ImageUse[] {
  const containers = ownContainers(workload).map(({ name, path, image }) => ({
    user: containerNamed({ name, path }),
    image,
  }));
  return [...containers, ...imageVolumes(workload)];
}

/** ECS knows no such volume: those of a definition that is not at hand say nothing of images. */
export function imageVolumes({ platform, volumes }: Workload): readonly ImageUse[] {
  if (platform !== 'kubernetes') return [];
  return volumes.value.flatMap(({ name, image }) =>
    image === undefined ? [] : [{ user: `volume ${name}`, image }],
  );
}

/** The reference where it is settled; else why nobody can say what it is. */
export function referenceOf({
  user,
  image,
}: ImageUse): { readonly text: string } | { readonly open: string } {
  const text = known(image);
  if (text !== null && text !== '') return { text };
  const reason =
    image.unsettled === undefined
      ? `${user} names no image`
      : `the image of ${user} is open: ${image.unsettled}`;
  return { open: reason };
}
