// Examples of pinned-by-digest: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is the data
import type { Examples } from '../examples/example.ts';
import { definitionTemplate } from '../examples/templates.ts';
import { deployment, pod, taskDefinition } from '../examples/workloads.ts';

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
