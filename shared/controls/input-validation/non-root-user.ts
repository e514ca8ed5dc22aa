// The user a container's process runs as.
// SPDX-License-Identifier: Apache-2.0

import * as z from 'zod';
import type { At } from '../../model/at.ts';
import { defineControl, evidence, fail, pass, unknown } from '../../model/control.ts';
import type { GatheredFacts } from '../../model/facts.ts';
import type { Image, ImageConfig } from '../../model/platform.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { type Container, ownContainers, type Workload } from '../../model/workload.ts';
import { imageConfigOf } from '../questions/image-config.ts';
import { containerNamed } from '../questions/workload-images.ts';

export const nonRootUser = defineControl({
  id: 'input-validation/non-root-user',
  title: 'Containers do not run as root',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'image'],
  parameters: z.object({}),
  facts: (subject) =>
    subject.kind === 'image'
      ? []
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
  ],
  response: 'stop-workload',
  judge: (subject, { facts, strict }) =>
    subject.kind === 'image' ? ofImage(subject) : ofWorkload(subject, facts, strict),
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
  return name === 'root' || name === 'containeradministrator' || /^0+$/.test(name);
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

function ofImage({ config }: Image): Judgement {
  if (config === null) return unknown('the configuration of the image is not known');
  if (!imageIsRoot(config)) return pass;
  return fail([
    evidence(config.user.path, config.user.value, 'a user other than root', 'the image runs as root'),
  ]);
}
