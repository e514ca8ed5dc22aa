// Images are named so that the same name means the same content tomorrow.
import { z } from 'zod';
import { known } from '../../model/at.ts';
import { defineControl, evidence, fail, pass, unknown } from '../../model/control.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { type Container, ownContainers } from '../../model/workload.ts';
import { parseImageReference } from '../../names/image-reference.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, taskDefinition } from '../examples/workloads.ts';

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
  why: 'The tag `latest`, or none, runs whatever was pushed last: nobody can say what ran yesterday, and one push reaches every restart.',
  fix: 'Name a version tag, better the digest (`image:1.4.2@sha256:…`), and let the delivery pipeline change it.',
  allows: ['any tag but `latest`, unless the parameter `digest` is true', 'a digest beside any tag'],
  response: null,
  judge: (workload, { parameters }) => {
    const looks = ownContainers(workload).map((container) => pinned(container, parameters.digest));
    const found = looks.filter((look) => typeof look === 'object' && look !== null);
    if (found.length > 0) return fail(found);
    return unreadable(looks);
  },
});

function unreadable(looks: readonly (Evidence | string | null)[]): Judgement {
  const reason = looks.find((look) => typeof look === 'string');
  return typeof reason === 'string' ? unknown(reason) : pass;
}

/** Evidence that the image floats, null where it is pinned, or why nobody can say. */
function pinned({ image, name }: Container, digest: boolean): Evidence | string | null {
  const written = known(image) ?? image.text ?? null;
  if (image.unsettled !== undefined && !endIsWritten(written))
    return `${image.path} cannot be known: ${image.unsettled}`;
  if (written === null) return `container ${name} names no image`;
  const parsed = parseImageReference(image.unsettled === undefined ? written : withoutGaps(written, 'x'));
  if (parsed === null) return `${image.path} is not an image reference`;
  if (parsed.digest !== null) return null;
  if (parsed.tag === null || parsed.tag === 'latest')
    return evidence(
      image.path,
      written,
      'a version tag or a digest',
      `container ${name} runs whatever is latest`,
    );
  if (!digest) return null;
  return evidence(
    image.path,
    written,
    'a digest',
    `the tag of container ${name} can be moved to another image`,
  );
}

/** A gap of a template’s text as a plain word. What a settled text holds stays as it is. */
function withoutGaps(text: string, word: string): string {
  return text.replace(/\$\{[^{}]*\}/g, word);
}

const gap = '\u{E000}';

/** Of `${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/web:latest` the tag is written, whatever the registry be. */
function endIsWritten(text: string | null): boolean {
  const last =
    (text ?? gap)
      .replace(/\$\{[^{}]*\}/g, gap)
      .split('/')
      .at(-1) ?? gap;
  const end = last.search(/[:@]/);
  return !last.slice(Math.max(end, 0)).includes(gap);
}

export const examples = (): Examples => ({
  fails: [
    {
      says: 'the tag latest',
      given: taskDefinition({
        container: { image: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web:latest' },
      }),
      at: 'containerDefinitions[0].image',
      severity: 'low',
    },
    {
      says: 'no tag at all, under restricted',
      given: deployment({ container: { image: 'registry.acme.test:5000/shop/web' } }),
      policy: { version: 1, profile: 'restricted' },
      at: 'spec.template.spec.containers[0].image',
      severity: 'medium',
    },
    {
      says: 'a tag where the policy demands digests',
      given: taskDefinition({ container: { image: 'public.ecr.aws/nginx/nginx:1.29.3' } }),
      policy: {
        version: 1,
        controls: { 'image-provenance/pinned-by-digest': { parameters: { digest: true } } },
      },
      at: 'containerDefinitions[0].image',
    },
  ],
  passes: [
    { says: 'tag and digest', given: taskDefinition() },
    {
      says: 'a version tag',
      given: deployment({ container: { image: 'public.ecr.aws/nginx/nginx:1.29.3' } }),
    },
  ],
  unknown: [{ says: 'an unresolved placeholder', given: deployment({ container: { image: '<image>' } }) }],
});
