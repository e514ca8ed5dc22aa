// What runs an image, or starts it next: the services, tasks and pods that a finding on an image leads to.
// SPDX-License-Identifier: Apache-2.0

/** One workload, however many tasks or pods of it there are. */
export interface ImageUser {
  readonly platform: 'ecs' | 'kubernetes';
  /** Its identity: the service, the task family, the owner of the pod. */
  readonly id: string;
  readonly name: string;
  readonly cluster: string | null;
  /** `digest`: runs the very image. `tag`: its definition names a tag of the image, so it may start the image next. */
  readonly by: 'digest' | 'tag';
  /** Tasks or pods that run now. */
  readonly instances: number;
}

export interface ImageUsers {
  /** At most `shownUsers`: those that run the image first. */
  readonly workloads: readonly ImageUser[];
  readonly more: boolean;
  /** What could not be looked through, and why; there may be users in it. */
  readonly notRead: readonly string[];
}

export const shownUsers = 20;

/** `service web (cluster shop, 3 running)`: for people. Names are hostile text. */
export function userWords(user: ImageUser): string {
  const { cluster, by, instances } = user;
  const running = `${instances} running${by === 'tag' ? ', by tag' : ''}`;
  return `${called(user)} (${cluster === null ? running : `cluster ${cluster}, ${running}`})`;
}

/** `service web`, `tasks of family web`, `Deployment shop/web`. */
function called({ platform, id, name }: ImageUser): string {
  if (platform === 'kubernetes') return id.replace('/', ' ');
  return /:service\//.test(id) ? `service ${name}` : `tasks of family ${name}`;
}

/** The first few in a line, with the number of the others. */
export function usersWords(
  { workloads, more }: Pick<ImageUsers, 'workloads' | 'more'>,
  most: number,
): string {
  const shown = workloads.slice(0, most).map(userWords).join(', ');
  const hidden = workloads.length - most;
  if (hidden > 0) return `${shown} and ${more ? 'at least ' : ''}${hidden} others`;
  return more ? `${shown} and others` : shown;
}
