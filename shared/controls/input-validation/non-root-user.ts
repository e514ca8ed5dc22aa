// The user a container's process runs as.
// SPDX-License-Identifier: Apache-2.0

import * as z from 'zod';
import type { At } from '../../model/at.ts';
import { type ImageContents, largestLayer } from '../../model/contents.ts';
import { defineControl, evidence, fail, pass, unknown } from '../../model/control.ts';
import type { FactRequest, GatheredFacts } from '../../model/facts.ts';
import { configFacts, configOf } from '../../model/image-config-of.ts';
import type { Image, ImageConfig } from '../../model/platform.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { type Container, ownContainers, type Workload } from '../../model/workload.ts';
import { imageConfigOf } from '../questions/image-config.ts';
import { contentsFacts, contentsOf } from '../questions/image-contents.ts';
import { containerNamed } from '../questions/workload-images.ts';

export const nonRootUser = defineControl({
  id: 'input-validation/non-root-user',
  title: 'Containers do not run as root',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'image'],
  parameters: z.object({
    megabytes: z
      .int()
      .min(0)
      .max(largestLayer)
      .default(0)
      .describe(
        'Images of registries whose layers have no more are looked into for the number of a user that USER names; 0: none is',
      ),
  }),
  facts: (subject, { parameters }) =>
    subject.kind === 'image'
      ? lookedInto(subject, parameters.megabytes)
      : openContainers(subject).map((container) => imageConfigOf(subject, container)),
  references: {
    nist: ['4.4.4', '4.1.2'],
    cis: ['CIS Kubernetes 5.2.7'],
    fsbp: ['ECS.20'],
    attack: ['T1611', 'T1068'],
  },
  why: 'Root in the container has root’s user id on the host: a flaw in the runtime or the kernel, or a writable host path, gives an attacker far more.',
  fix: 'Set `user` (ECS) or `runAsUser` and `runAsNonRoot: true` (Kubernetes) to a number above 0, or USER in the image.',
  allows: [
    'group 0 alone',
    'pods in a user namespace of their own (`hostUsers: false`)',
    'Windows users other than ContainerAdministrator',
    'users by name, where the parameter `megabytes` has no image looked into',
  ],
  response: 'stop-workload',
  judge: (subject, { facts, strict, parameters }) =>
    subject.kind === 'image'
      ? ofImage(subject, parameters.megabytes, facts)
      : ofWorkload(subject, facts, strict),
});

function ofWorkload(workload: Workload, facts: GatheredFacts, strict: boolean): Judgement {
  if (inOwnUsers(workload)) return pass;
  const judged = ownContainers(workload).map((container) =>
    judgeContainer(workload, container, facts, strict),
  );
  const ofPod = demandsNonRoot(workload, strict) ? judgePod(workload) : [];
  const found = [...judged.filter((one) => typeof one === 'object' && one !== null), ...ofPod];
  if (found.length > 0) return fail(found);
  const reason = judged.find((one) => typeof one === 'string');
  return typeof reason === 'string' ? unknown(reason) : pass;
}

/** `hostUsers: false` maps root to an ordinary user of the host (Pod Security Standards v1.37 lift both checks). */
function inOwnUsers({ platform, isolation }: Workload): boolean {
  return platform === 'kubernetes' && isolation.hostUsers.value === false;
}

/** Evidence of root, null for another user, or why nobody can say. */
function judgeContainer(
  workload: Workload,
  container: Container,
  facts: GatheredFacts,
  strict: boolean,
): Evidence | string | null {
  const { user, runAsNonRoot, name } = container;
  const said = user.value !== null && user.value !== '';
  if (said && isRoot(user.value ?? '')) return asRoot(user, `container ${name} runs as root`);
  if (demandsNonRoot(workload, strict) && runAsNonRoot.value !== true)
    return evidence(runAsNonRoot.path, runAsNonRoot.value, true, `container ${name} may run as root`);
  if (said || runAsNonRoot.value === true) return null;
  if (runAsNonRoot.value === false)
    return asRoot(runAsNonRoot, `container ${name} is allowed to run as root and names no other user`);
  return ofImageFact(workload, container, facts);
}

/** The restricted level refuses root at the pod even where each container says otherwise (Pod Security Standards, "Running as Non-root"). */
function judgePod({ user, runAsNonRoot }: Workload): Evidence[] {
  const asks = 'the pod asks for root, whatever its containers say';
  const root = isRoot(user.value ?? '') ? [asRoot(user, asks)] : [];
  return runAsNonRoot.value === false ? [...root, asRoot(runAsNonRoot, asks)] : root;
}

/** runAsNonRoot has no meaning to Windows users of the baseline; the restricted level still asks for it there. */
function demandsNonRoot({ platform }: Workload, strict: boolean): boolean {
  return strict && platform === 'kubernetes';
}

function asRoot(place: At<unknown>, message: string): Evidence {
  const { value } = place;
  return evidence(
    place.path,
    typeof value === 'boolean' || typeof value === 'string' ? value : null,
    'a user other than root',
    message,
  );
}

/** `root`, `0`, `00`, with or without a group; Windows: ContainerAdministrator. */
function isRoot(user: string): boolean {
  const name = (user.split(':', 1)[0] ?? '').trim().toLowerCase();
  return name === 'root' || name === 'containeradministrator' || /^[-+]?0+$/.test(name);
}

/** Containers whose user only the image tells. */
function openContainers(workload: Workload): Container[] {
  if (inOwnUsers(workload)) return [];
  return ownContainers(workload).filter(
    ({ user, runAsNonRoot, image }) =>
      (user.value ?? '') === '' && runAsNonRoot.value === null && image.value !== null,
  );
}

/** A value that is open is named by who leaves it so; neither the template nor the container lacks it. */
function whyUserless(container: Container): string {
  const { user, image } = container;
  const who = containerNamed(container);
  if (user.unsettled !== undefined) return `the user of ${who} is open: ${user.unsettled}`;
  return image.unsettled === undefined
    ? `${who} names neither user nor image`
    : `the user of ${who} is the image's, which is open: ${image.unsettled}`;
}

function ofImageFact(
  workload: Workload,
  container: Container,
  facts: GatheredFacts,
): Evidence | string | null {
  const { user, image, name } = container;
  if (image.value === null) return whyUserless(container);
  const answer = facts.get(imageConfigOf(workload, container));
  if (!answer.ok) return `the user of container ${name} is the image's, which is not known: ${answer.reason}`;
  return imageIsRoot(answer.value)
    ? evidence(
        user.path,
        null,
        'a user other than root',
        `container ${name} runs as its image's user, which is root`,
      )
    : null;
}

/** An image without USER runs as root (OCI image configuration, `User`); Windows images as ContainerUser. */
function imageIsRoot({ user, os }: ImageConfig): boolean {
  if (user.value === null || user.value === '') return os !== 'windows';
  return isRoot(user.value);
}

function ofImage(image: Image, megabytes: number, facts: GatheredFacts): Judgement {
  const config = configOf(image, facts);
  if (typeof config === 'string') return unknown(config);
  if (imageIsRoot(config)) return rootImage(config, 'the image runs as root');
  const name = namedUser(config);
  const contents = name === null ? null : contentsOf(image, megabytes, facts);
  if (name === null || contents === null) return pass;
  if (typeof contents === 'string') return unknown(`the number of the image’s user ${name}: ${contents}`);
  return ofUsers(config, name, contents.users);
}

function rootImage({ user }: ImageConfig, message: string): Judgement {
  return fail([evidence(user.path, user.value, 'a user other than root', message)]);
}

/** A name that /etc/passwd gives the number 0 is root's by another name. */
function ofUsers(config: ImageConfig, name: string, users: ImageContents['users']): Judgement {
  if (users === undefined)
    return unknown(`the number of the image’s user ${name} is not known: its /etc/passwd cannot be read`);
  const found = users?.find((one) => one.name === name);
  if (found === undefined)
    return unknown(`the image’s user ${name} does not exist: no container can start from it`);
  return found.uid === 0
    ? rootImage(config, `the image runs as ${name}, which is root by another name`)
    : pass;
}

function lookedInto(image: Image, megabytes: number): FactRequest[] {
  const isNamed = image.config === null || namedUser(image.config) !== null;
  return [...configFacts(image), ...(isNamed ? contentsFacts(image, megabytes) : [])];
}

/** Null for a number, and on Windows, which has no such file. */
function namedUser({ user, os }: ImageConfig): string | null {
  const [name = ''] = (user.value ?? '').split(':', 1);
  return os === 'windows' || name === '' || /^\d+$/.test(name) ? null : name;
}
