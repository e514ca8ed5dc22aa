// Images are named so that the same name means the same content tomorrow.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, pass, unknown } from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { parseImageReference } from '../../names/image-reference.ts';
import { type ImageUse, imagesOf, referenceOf } from '../questions/workload-images.ts';

export const pinnedByDigest = defineControl({
  id: 'image-provenance/pinned-by-digest',
  title: 'Images are pinned to a version',
  severity: { baseline: 'low', restricted: 'medium' },
  stage: 'stable',
  judges: ['workload'],
  parameters: z.object({
    digest: z.boolean().default(false).describe('Demand a digest: a tag alone no longer passes'),
  }),
  references: { nist: ['4.1.5', '4.2.2'], attack: ['T1525'] },
  why: 'With the tag `latest`, or none, every restart runs the image that was pushed last, and nobody can say what ran yesterday.',
  fix: 'Name a version tag, better the digest (`image:1.4.2@sha256:…`), and let the delivery pipeline change it.',
  allows: ['any tag but `latest`, unless the parameter `digest` is true', 'a digest beside any tag'],
  response: null,
  judge: (workload, { parameters }) => {
    const looks = imagesOf(workload).map((use) => pinned(use, parameters.digest));
    const found = looks.filter((look) => typeof look === 'object' && look !== null);
    if (found.length > 0) return fail(found);
    const reason = looks.find((look) => typeof look === 'string');
    return typeof reason === 'string' ? unknown(reason) : pass;
  },
});

/** Evidence that the image floats, null where it is pinned, or why nobody can say. */
function pinned(use: ImageUse, digest: boolean): Evidence | string | null {
  const reference = referenceOf(use);
  const ending = 'open' in reference ? endingOf(use.image.text) : null;
  if ('open' in reference && ending === null) return reference.open;
  const text = 'open' in reference ? (use.image.text ?? '') : reference.text;
  const parsed = parseImageReference(ending ?? text);
  if (parsed === null) return `${use.image.path} is not an image reference`;
  if (parsed.digest !== null) return null;
  if (parsed.tag === null || parsed.tag === 'latest')
    return evidence(
      use.image.path,
      text,
      'a version tag or a digest',
      `${use.user} uses the mutable tag \`latest\` or none`,
    );
  if (!digest) return null;
  return evidence(use.image.path, text, 'a digest', `the tag of ${use.user} can be moved to another image`);
}

/**
 * Of a reference that a template leaves open in part, what stands behind the last open place, as a reference of its own: where a slash, a
 * tag or a digest stands there, it settles how the image is pinned. Null where it does not.
 */
function endingOf(outline = ''): string | null {
  const [, ending] = /\}([^{}]{0,600})$/.exec(outline) ?? [];
  return ending === undefined || !/^[\w.-]{0,200}[/:@]/.test(ending) ? null : `open${ending}`;
}
