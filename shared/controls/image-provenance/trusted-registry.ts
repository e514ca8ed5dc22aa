// Images come only from registries that the policy names.
// SPDX-License-Identifier: Apache-2.0
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { Repository } from '../../model/platform.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { parseImageReference } from '../../names/image-reference.ts';
import { namesImage, namesRegistry } from '../../names/registry-entry.ts';
import { type ImageUse, imagesOf, referenceOf } from '../questions/workload-images.ts';

export { examples } from './trusted-registry.examples.ts';

export const trustedRegistry = defineControl({
  id: 'image-provenance/trusted-registry',
  title: 'Images come from trusted registries',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'repository'],
  comparesWith: ['trust.registries'],
  parameters: noParameters,
  references: { nist: ['4.1.5', '4.2.1'], cis: ['CIS EKS 5.1.4'], attack: ['T1610', 'T1525', 'T1204.003'] },
  why: 'Anyone who can push to the registry decides what runs. An image from elsewhere was neither built nor scanned by your delivery pipeline.',
  fix: 'Copy the image into a registry that the policy trusts, or, if you mean to trust this one, add it to `trust.registries`.',
  allows: [
    'containers that AWS injects itself',
    'a listed Amazon ECR registry by any of its hosts: standard, FIPS, dual-stack',
    'Docker Hub images under any spelling, where `docker.io/...` is listed',
  ],
  response: 'stop-workload',
  judge: (subject, { policy }) => {
    const trusted = policy.trust.registries ?? [];
    if (subject.kind === 'repository') return judgeRepository(subject, trusted);
    const looks = imagesOf(subject).map((use) => look(use, trusted));
    const found = looks.filter((one) => typeof one === 'object' && one !== null);
    if (found.length > 0) return fail(found);
    const reason = looks.find((one) => typeof one === 'string');
    return typeof reason === 'string' ? unknown(reason) : pass;
  },
});

/** A pull-through cache rule brings images of another registry in under the name of this one, where the policy trusts them. */
function judgeRepository({ part }: Repository, trusted: readonly string[]): Judgement {
  if (part?.kind !== 'pull-through') return notApplicable('only a pull-through cache rule names a registry');
  const { value, path } = part.upstream;
  const image = value === null ? null : parseImageReference(`${value}/x`);
  if (value === null || image === null)
    return unknown('the registry that images are cached from is not known');
  if (trusted.some((entry) => namesRegistry(entry, image))) return pass;
  const message = `images are cached from ${value}, a registry that the policy does not trust`;
  return fail([evidence(path, value, [...trusted], message)], { respond: false });
}

/** Evidence that the image is from elsewhere, null where its registry is trusted, or why nobody can say. */
function look(use: ImageUse, trusted: readonly string[]): Evidence | string | null {
  const reference = referenceOf(use);
  if ('open' in reference) return outlined(use, trusted) ?? reference.open;
  const image = parseImageReference(reference.text);
  if (image === null) return `${use.image.path} is not an image reference`;
  return trusted.some((entry) => namesImage(entry, image)) ? null : foreign(use, reference.text, trusted);
}

/** A template may settle the registry and leave the repository open: another registry than those listed is told by that alone. */
function outlined(use: ImageUse, trusted: readonly string[]): Evidence | null {
  const outline = use.image.text ?? '';
  const slash = outline.indexOf('/');
  const host = outline.slice(0, Math.max(slash, 0));
  if (!/^[\w.-]{1,200}\.[\w-]{1,60}(?::\d{1,5})?$/.test(host)) return null;
  const image = parseImageReference(`${host}/x`);
  if (image === null || trusted.some((entry) => namesRegistry(entry, image))) return null;
  return foreign(use, outline, trusted);
}

function foreign({ user, image }: ImageUse, found: string, trusted: readonly string[]): Evidence {
  const message = `the image of ${user} is from a registry that the policy does not trust`;
  return evidence(image.path, found, [...trusted], message);
}
