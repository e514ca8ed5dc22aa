// Images are named so that the same name means the same content tomorrow.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is the data
import { z } from 'zod';
import { defineControl, evidence, fail, pass, unknown } from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type ImageUse, imagesOf, referenceOf } from '../../model/workload-images.ts';
import { parseImageReference } from '../../names/image-reference.ts';
import type { Examples } from '../examples/example.ts';
import { definitionTemplate } from '../examples/templates.ts';
import { deployment, pod, taskDefinition } from '../examples/workloads.ts';

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
    ...[
      { 'Fn::Sub': '${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/shop/web:latest' },
      { 'Fn::Sub': '${Image}/web' },
      { 'Fn::Join': ['', [{ Ref: 'AWS::AccountId' }, '.dkr.ecr.eu-west-1.amazonaws.com/web:latest']] },
      { 'Fn::Join': [':', [{ 'Fn::GetAtt': ['Repository', 'RepositoryUri'] }, 'latest']] },
    ].map((image) => ({
      says: `a template that leaves the registry open: ${JSON.stringify(image)}`,
      given: definitionTemplate({ container: { image } }),
      at: 'containerDefinitions[0].image',
    })),
    {
      says: 'the files of whatever image is latest, as a volume',
      given: pod({ spec: { volumes: [{ name: 'models', image: { reference: 'ghcr.io/acme/models' } }] } }),
      at: 'spec.volumes[0].image.reference',
    },
    {
      says: 'latest, beside an image that only the deployment names',
      given: definitionTemplate({
        container: { image: { Ref: 'Image' } },
        more: [{ image: 'nginx:latest' }],
      }),
      at: 'containerDefinitions[1].image',
    },
  ],
  passes: [
    ...[
      { 'Fn::Sub': '${Image}:1.4.2' },
      { 'Fn::Sub': '${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/web:1.4.2' },
      { 'Fn::Join': ['', [{ Ref: 'Image' }, `@sha256:${'0123456789abcdef'.repeat(4)}`]] },
    ].map((image) => ({
      says: `a template that leaves the registry open: ${JSON.stringify(image)}`,
      given: definitionTemplate({ container: { image } }),
    })),
    { says: 'tag and digest', given: taskDefinition() },
    {
      says: 'a version tag',
      given: deployment({ container: { image: 'public.ecr.aws/nginx/nginx:1.29.3' } }),
    },
  ],
  unknown: [
    { says: 'an unresolved placeholder', given: deployment({ container: { image: '<image>' } }) },
    ...[{ Ref: 'Image' }, { 'Fn::Sub': 'nginx:${Version}' }, { 'Fn::Sub': 'nginx${Version}' }].map(
      (image) => ({
        says: `an image that only the deployment tells: ${JSON.stringify(image)}`,
        given: definitionTemplate({ container: { image } }),
      }),
    ),
  ],
});
