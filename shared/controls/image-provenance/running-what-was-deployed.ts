// Containers that run another image than the one their tag or definition stood for when it was certified.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, fail, noParameters, pass, unknown } from '../../model/control.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { trackOf } from '../../model/track.ts';
import type { Judgement } from '../../model/verdict.ts';
import type { Examples } from '../examples/example.ts';
import { certificate, certified, deployed, trusting, webDigest } from '../examples/images.ts';
import { webImage } from '../examples/workloads.ts';
import { imagesOf, type NamedImage, together } from '../questions/image-of.ts';

export const runningWhatWasDeployed = defineControl({
  id: 'image-provenance/running-what-was-deployed',
  title: 'The running image is the one certified under its name',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  only: 'running',
  comparesWith: ['trust.signers|certified'],
  parameters: noParameters,
  facts: (workload) => imagesOf(workload).map(asked),
  references: { nist: ['4.2.2', '4.4.5'], attack: ['T1525', 'T1610'] },
  why: 'A tag can be moved to another image. If the running image differs from the certified one, somebody moved the tag or put an image on the host by hand.',
  fix: 'Find out who moved the tag (CloudTrail: PutImage), deploy the certified digest, and make tags immutable.',
  allows: [
    'an older image that was certified under the same tag',
    'the image of one platform of a certified index',
  ],
  response: 'stop-workload',
  judge: (workload, { facts }) =>
    together(imagesOf(workload).map((image) => judgeImage(image, facts.get(asked(image))))),
});

function asked({ account, region, reference, tag }: NamedImage): FactRequestOf<'certified-images'> {
  return { fact: 'certified-images', account, region, image: reference, tag, track: trackOf(tag ?? '', []) };
}

function judgeImage(image: NamedImage, answer: FactAnswer<'certified-images'>): Judgement {
  const running = image.digest;
  if (running === null) return unknown(`which image ${image.who} runs is not told`);
  if (!answer.ok) return unknown(`what is certified of ${image.who} is not known: ${answer.reason}`);
  const { digests, ofTag } = answer.value;
  const declared = /@(sha(?:256|512):[0-9a-f]+)$/.exec(image.reference)?.[1] ?? null;
  // The definition says a digest: whatever else runs is not what was deployed.
  if (declared !== null && declared !== running && !digests.includes(running))
    return fail([
      evidence(image.path, running, declared, `${image.who} runs another image than its definition names`),
    ]);
  if (image.tag === null) return pass;
  const [newest] = ofTag;
  if (newest === undefined) return unknown(`nothing was certified under the tag ${image.tag}`);
  const known = ofTag.some(({ digest, platforms }) => digest === running || platforms.includes(running));
  if (known || ofTag.some(({ digest }) => digests.includes(digest))) return pass;
  const message = `${image.who} runs another image than was certified as ${image.tag} on ${newest.at.slice(0, 10)}`;
  return fail([evidence(image.path, running, newest.digest, message)]);
}

const policy = trusting();
const moved = certificate({ digest: `sha256:${'9'.repeat(64)}` });

export const examples = (): Examples => ({
  fails: [
    {
      says: 'the tag was certified with another image',
      given: deployed(),
      policy,
      facts: [certified({ own: null, ofTag: [moved], newest: moved })],
      at: 'containers[0].image',
      alsoFails: ['image-provenance/latest-certified'],
    },
    {
      says: 'another digest than the definition names',
      given: {
        ...deployed(),
        containers: [
          { name: 'web', image: webImage, imageDigest: `sha256:${'7'.repeat(64)}`, lastStatus: 'RUNNING' },
        ],
      },
      policy,
      facts: [certified()],
      at: 'containers[0].image',
    },
  ],
  passes: [
    { says: 'the certified image', given: deployed(), policy, facts: [certified()] },
    {
      says: 'one platform of a certified index',
      given: deployed(),
      policy,
      facts: [certified({ ofTag: [{ ...moved, platforms: [webDigest] }] })],
    },
  ],
  unknown: [
    { says: 'there is no record', given: deployed(), policy },
    {
      says: 'nothing was certified under the tag',
      given: deployed(),
      policy,
      facts: [certified({ ofTag: [] })],
    },
  ],
  notApplicable: [{ says: 'the policy says nothing of certified images', given: deployed() }],
});
