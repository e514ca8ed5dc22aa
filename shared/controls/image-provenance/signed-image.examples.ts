// Examples of signed-image.
// SPDX-License-Identifier: Apache-2.0
import type { Examples } from '../examples/example.ts';
import { deployed, goodSignature, pushed, signatures, trusting, webDigest } from '../examples/images.ts';
import { taskDefinition } from '../examples/workloads.ts';

const policy = trusting();

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a pushed image that nobody has signed',
      given: pushed(),
      policy,
      facts: [signatures('push')],
      at: 'image',
    },
    {
      says: 'a task that runs what claims to be an artefact, and is signed by nobody',
      given: deployed(),
      policy,
      facts: [signatures('task', {}, { artefact: 'an artefact that is no image' })],
      at: 'containers[0].image',
    },
    {
      says: 'a signature that does not hold is pushed beside an image that has a tag',
      given: pushed({ 'image-tag': `${webDigest.replace(':', '-')}.sig` }),
      policy,
      facts: [signatures('untagged', { refused: [{ signer: 'github', reason: 'it signs another digest' }] })],
      at: 'image',
    },
    {
      says: 'a running task whose image is signed by somebody else',
      given: deployed(),
      policy,
      facts: [
        signatures('task', {
          refused: [
            {
              signer: 'github',
              reason: 'it is signed by https://github.com/evil/web, not https://github.com/acme/*',
            },
          ],
        }),
      ],
      at: 'containers[0].image',
    },
    {
      says: 'one platform of two',
      given: pushed(),
      policy,
      facts: [
        signatures(
          'push',
          {},
          {
            platforms: ['linux/amd64', 'linux/arm64'].map((platform, index) => ({
              ...{ digest: `sha256:${String(index).repeat(64)}`, platform, refused: [], attested: [] },
              ...{ refusedAttestations: [], signed: index === 0 ? [goodSignature] : [] },
            })),
          },
        ),
      ],
      at: 'image',
    },
    {
      says: 'no signer is named for the image',
      given: pushed(),
      policy,
      facts: [signatures('push', {}, { askedFor: [] })],
      at: 'image',
    },
    {
      says: 'a bad signature just after the push: waiting would not mend it',
      given: pushed(),
      policy,
      facts: [
        signatures(
          'push',
          { refused: [{ signer: 'github', reason: 'the signature does not fit what is signed' }] },
          { pushedAt: '2026-11-17T11:59:00.000Z' },
        ),
      ],
      at: 'image',
    },
    {
      says: 'ECR was to sign it by itself, and failed',
      given: pushed(),
      policy,
      facts: [
        signatures(
          'push',
          {},
          {
            managed: [
              {
                profile: 'arn:aws:signer:eu-central-1:111122223333:/signing-profiles/release',
                status: 'FAILED',
                reason: 'the pusher may not call signer:SignPayload',
              },
            ],
          },
        ),
      ],
      at: 'image',
    },
  ],
  passes: [
    {
      says: 'a signed image',
      given: pushed(),
      policy,
      facts: [signatures('push', { signed: [goodSignature] })],
    },
    {
      says: 'a task that runs it',
      given: deployed(),
      policy,
      facts: [signatures('task', { signed: [goodSignature] })],
    },
  ],
  unknown: [
    {
      says: 'pushed a minute ago: the signature is still to come',
      given: pushed(),
      policy,
      facts: [signatures('push', {}, { pushedAt: '2026-11-17T11:59:00.000Z' })],
    },
    { says: 'the registry does not answer', given: pushed(), policy },
    {
      says: 'a signer whose key cannot be read',
      given: pushed(),
      policy,
      facts: [
        signatures('push', {}, { askedFor: [], unusable: ['keys/release.pub holds no public key in PEM'] }),
      ],
    },
  ],
  notApplicable: [
    { says: 'the policy names no signers', given: pushed() },
    { says: 'a definition that nothing runs', given: taskDefinition(), policy },
    {
      says: 'a signature, which is itself no image',
      given: pushed(),
      policy,
      facts: [signatures('push', {}, { artefact: 'a signature', platforms: [] })],
    },
  ],
});
