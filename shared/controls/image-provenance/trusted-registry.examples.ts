// What trusted-registry says of images by one host or another, and of entries of the policy's list.
// SPDX-License-Identifier: Apache-2.0
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is the data
import type { Json } from '../../model/json.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';
import { definitionTemplate } from '../examples/templates.ts';
import { deployment, pod, taskDefinition } from '../examples/workloads.ts';

const listing = (...registries: string[]) => ({ version: 1, trust: { registries } });
const policy = listing('111122223333.dkr.ecr.*.amazonaws.com/*');

const image = (reference: string) => taskDefinition({ container: { image: reference } });
const at = 'containerDefinitions[0].image';

/** A volume that holds the files of an image (Kubernetes, "Use an Image Volume With a Pod"). */
const imageVolume = (reference: string) =>
  pod({ spec: { volumes: [{ name: 'models', image: { reference, pullPolicy: 'IfNotPresent' } }] } });

const cachedFrom = (upstreamRegistryUrl: string) =>
  cloudTrail('ecr', 'CreatePullThroughCacheRule', {
    requestParameters: { ecrRepositoryPrefix: 'mirror', upstreamRegistryUrl },
  });

const template = (first: Json, ...more: readonly Json[]) =>
  definitionTemplate({ container: { image: first }, more: more.map((one) => ({ image: one })) });

const inTemplate = (index: number) => `containerDefinitions[${index}].image`;

const foreign: readonly (readonly [reference: string, entry: string])[] = [
  ['111122223333.dkr.ecr.evil.example/x.amazonaws.com/web:1', '111122223333.dkr.ecr.*.amazonaws.com/*'],
  ['111122223333.dkr.ecr.evil.example:443/a.amazonaws.com/b:1', '111122223333.dkr.ecr.*.amazonaws.com/*'],
  [
    '111122223333.dkr.ecr.eu-west-1.amazonaws.com.evil.example/web:1',
    '111122223333.dkr.ecr.*.amazonaws.com/*',
  ],
  [
    '999988887777.dkr.ecr.eu-west-1.amazonaws.com/111122223333/web:1',
    '111122223333.dkr.ecr.*.amazonaws.com/*',
  ],
  ['111122223333.dkr.ecr.us-east-1.amazonaws.com/web:1', '111122223333.dkr.ecr.eu-*.amazonaws.com/*'],
  ['111122223333.dkr-ecr.us-east-1.on.aws/web:1', '111122223333.dkr.ecr.eu-west-1.amazonaws.com/*'],
  ['docker.io.evil.example/library/nginx:1', 'docker.io/library/*'],
  ['registry-1.docker.io/someone/nginx:1', 'docker.io/library/*'],
  ['evil.example/ghcr.io/acme/web:1', 'ghcr.io/acme/*'],
  ['ghcr.io/acme-evil/web:1', 'ghcr.io/acme/*'],
  ['registry.acme.test.evil.example/web:1', '*.acme.test/*'],
];

const own: readonly (readonly [reference: string, entry: string])[] = [
  ['111122223333.dkr-ecr.eu-west-1.on.aws/web:1', '111122223333.dkr.ecr.*.amazonaws.com/*'],
  ['111122223333.dkr.ecr-fips.us-east-1.amazonaws.com/web:1', '111122223333.dkr.ecr.us-*.amazonaws.com/*'],
  ['111122223333.dkr-ecr-fips.us-east-1.on.aws/a/b:1', '111122223333.dkr.ecr.us-east-1.amazonaws.com'],
  ['111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1', '111122223333.dkr-ecr.*.on.aws/*'],
  [
    '111122223333.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn/web:1',
    '111122223333.dkr.ecr.*.amazonaws.com.cn/*',
  ],
  ['registry-1.docker.io/library/nginx:1.29', 'docker.io/library/*'],
  ['nginx:1.29', 'registry.hub.docker.com/library/nginx'],
  ['acme/web:1', 'acme/*'],
  ['nginx:1.29', 'nginx'],
  ['ecr-public.aws.com/docker/library/redis:8', 'public.ecr.aws/docker/library/*'],
  ['GHCR.io/acme/web:1', 'ghcr.io/acme/'],
  ['eu.registry.acme.test/web:1', '*.acme.test/*'],
  ['ghcr.io/any/thing:1', '*'],
];

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a pull-through cache rule for a registry that nobody lists',
      given: cachedFrom('quay.io'),
      policy,
      at: 'upstreamRegistryUrl',
    },
    { says: 'an image of Docker Hub', given: image('miner/worker:1.0'), policy, at },
    {
      says: 'the same repository name in another account',
      given: deployment({
        container: { image: '999988887777.dkr.ecr.eu-central-1.amazonaws.com/shop/web:1.4.2' },
      }),
      policy,
      at: 'spec.template.spec.containers[0].image',
    },
    { says: 'an empty list trusts nothing', given: taskDefinition(), policy: listing(), at },
    ...foreign.map(([reference, entry]) => ({
      says: `${reference}, where ${entry} is listed`,
      given: image(reference),
      policy: listing(entry),
      at,
    })),
    {
      says: 'the files of a foreign image as a volume',
      given: imageVolume('ghcr.io/somebody/models:2'),
      policy,
      at: 'spec.volumes[0].image.reference',
    },
    {
      says: 'a foreign image beside one that only the deployment names',
      given: template({ Ref: 'Image' }, 'evil.example/miner:1'),
      policy,
      at: inTemplate(1),
    },
    {
      says: 'a foreign host, whatever the version',
      given: template({ 'Fn::Sub': 'evil.example/miner:${Version}' }),
      policy,
      at: inTemplate(0),
    },
  ],
  passes: [
    {
      says: 'a pull-through cache rule for a listed registry, under another of its hosts',
      given: cachedFrom('registry-1.docker.io'),
      policy: listing('docker.io/library/*'),
    },
    { says: 'the account’s own registry', given: taskDefinition(), policy },
    ...own.map(([reference, entry]) => ({
      says: `${reference}, where ${entry} is listed`,
      given: image(reference),
      policy: listing(entry),
    })),
    {
      says: 'one repository, listed without a tag',
      given: deployment({ container: { image: 'nginx:1.29.3' } }),
      policy: listing('docker.io/library/nginx'),
    },
    {
      says: 'a volume of one’s own image',
      given: imageVolume('111122223333.dkr.ecr.eu-central-1.amazonaws.com/models:2'),
      policy,
    },
  ],
  unknown: [
    {
      says: 'a container that names no image, beside one that does',
      given: taskDefinition({ more: [{ image: undefined }] }),
      policy,
    },
    { says: 'a placeholder', given: image('<image>'), policy },
    {
      says: 'the own registry, whichever repository',
      given: template({ 'Fn::Sub': '111122223333.dkr.ecr.eu-west-1.amazonaws.com/${Image}' }),
      policy,
    },
  ],
  notApplicable: [{ says: 'a policy without the list', given: taskDefinition() }],
});
