// Charts and other artefacts with tags of their own: told from images by every control that asks for what lies in them.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pushed } from '../../shared/controls/examples/images.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { judge } from '../../shared/pipeline.ts';
import { fakeApi } from '../gather/fake-api.ts';
import { judgingWith, observationsOf } from '../support/judging.ts';

const imageType = 'application/vnd.oci.image.manifest.v1+json';
const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const blob = (mediaType: string) => ({ mediaType, digest: sha256('{}'), size: 2 });
const asksInside = [
  'input-validation/non-root-user',
  'input-validation/no-plaintext-secrets',
  'immutability/no-remote-shell-daemon',
  'immutability/no-toolchain-in-image',
  'resource-usage/no-admin-ports',
];
const policy = {
  version: 1,
  controls: {
    'immutability/no-toolchain-in-image': { enabled: true },
    'input-validation/no-plaintext-secrets': { parameters: { megabytes: 10 } },
  },
};

async function verdictsOf(manifest: JsonObject): Promise<readonly Verdict[]> {
  const text = JSON.stringify({ schemaVersion: 2, mediaType: imageType, layers: [], ...manifest });
  const digest = sha256(text);
  const api = fakeApi({
    'ecr.BatchGetImage': { images: [{ imageManifest: text, imageId: { imageDigest: digest } }] },
    'ecr.DescribeImages': {
      imageDetails: [{ imagePushedAt: '2026-11-17T09:00:00.000Z', imageTags: ['1.4.2'] }],
    },
    'ecr.DescribeImageScanFindings': { imageScanStatus: { status: 'UNSUPPORTED_IMAGE' } },
  });
  const [observation] = observationsOf(pushed({ 'image-digest': digest }));
  if (observation === undefined) throw new Error('no observation');
  return await judge(observation, judgingWith(policy, createFacts(api)));
}

const outcomes = (verdicts: readonly Verdict[]) =>
  Object.fromEntries(
    verdicts
      .filter(({ control }) => asksInside.includes(control))
      .map(({ control, outcome }) => [control, outcome]),
  );
const all = (outcome: string) => Object.fromEntries(asksInside.map((control) => [control, outcome]));

describe('what has a tag, and is no image', () => {
  it.each<[string, JsonObject, string]>([
    ['a Helm chart', { config: blob('application/vnd.cncf.helm.config.v1+json') }, 'a Helm chart'],
    ['a WebAssembly module', { config: blob('application/vnd.wasm.config.v0+json') }, 'a WebAssembly module'],
    [
      'a policy bundle',
      { config: blob('application/vnd.cncf.openpolicyagent.config.v1+json') },
      'an artefact that is no image',
    ],
    [
      'an SBOM',
      { artifactType: 'application/spdx+json', config: blob('application/vnd.oci.empty.v1+json') },
      'an SBOM',
    ],
  ])('%s applies to no control of what lies in an image', async (_, manifest, what) => {
    const verdicts = await verdictsOf(manifest);
    expect(outcomes(verdicts)).toEqual(all('not-applicable'));
    expect(verdicts.filter(({ outcome }) => outcome === 'fail').map(({ control }) => control)).toEqual([]);
    for (const { control, reason } of verdicts.filter((one) => asksInside.includes(one.control)))
      expect(reason, control).toBe(`it is ${what}, not an image`);
  });

  it('stays an image where it carries the configuration of one, whatever it claims', async () => {
    const config = blob('application/vnd.oci.image.config.v1+json');
    const artifactType = 'application/vnd.cncf.helm.config.v1+json';
    const layers = [blob('application/vnd.oci.image.layer.v1.tar+gzip')];
    expect(outcomes(await verdictsOf({ artifactType, config, layers }))).toEqual(all('unknown'));
  });

  it('stays unknown in an index: what a runtime chooses of it decides', async () => {
    const manifests = [{ ...blob(imageType), platform: { os: 'linux', architecture: 'amd64' } }];
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    expect(outcomes(await verdictsOf({ mediaType, manifests, layers: undefined }))).toEqual(all('unknown'));
  });
});
