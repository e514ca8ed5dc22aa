// Images that were built long ago.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import type { Judgement } from '../../model/verdict.ts';
import type { Examples } from '../examples/example.ts';
import { age, deployed, pushed } from '../examples/images.ts';
import { imagesOf, type NamedImage, together } from '../questions/image-of.ts';

const day = 24 * 60 * 60 * 1000;
/** Reproducible builds write 1970 or 1980 (reproducible-builds.org, SOURCE_DATE_EPOCH): that is no age. */
const firstImages = Date.parse('2013-03-01T00:00:00Z');

export const noStaleImage = defineControl({
  id: 'image-provenance/no-stale-image',
  title: 'Images are rebuilt regularly',
  severity: 'low',
  stage: 'stable',
  judges: ['workload', 'image'],
  only: 'running',
  parameters: z.object({
    days: z.int().min(1).default(180).describe('Age in days from which on an image is stale'),
  }),
  facts: (subject) => imagesOf(subject).map(ageOf),
  references: { nist: ['4.1.1', '4.2.2'], attack: ['T1190'] },
  why: 'Images do not age well: every month brings vulnerabilities in what they were built from, and a build that has not run for half a year may fail when it is needed.',
  fix: 'Build and deploy the image again, on a schedule, on the newest base image.',
  allows: ['images whose build writes a made-up date, as long as they were pushed lately'],
  response: null,
  judge: (subject, { parameters, facts }) =>
    together(imagesOf(subject).map((image) => judgeImage(image, facts.get(ageOf(image)), parameters.days))),
});

function ageOf({ account, region, reference }: NamedImage): FactRequestOf<'image-age'> {
  return { fact: 'image-age', account, region, image: reference };
}

function judgeImage(image: NamedImage, answer: FactAnswer<'image-age'>, days: number): Judgement {
  if (!answer.ok) return unknown(`the age of ${image.who} is not known: ${answer.reason}`);
  const { artefact, createdAt, pushedAt } = answer.value;
  if (artefact !== null) return notApplicable(`it is ${artefact}, not an image`);
  const created = Date.parse(createdAt ?? '');
  const told = created >= firstImages ? createdAt : pushedAt;
  const age = (Date.parse(answer.asOf) - Date.parse(told ?? '')) / day;
  if (Number.isNaN(age)) return unknown(`when ${image.who} was built is not known`);
  if (age <= days) return pass;
  const message = `${image.who} was built ${Math.floor(age)} days ago`;
  return fail([evidence(image.path, told, `at most ${days} days`, message)]);
}

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a running image of last year',
      given: deployed(),
      facts: [age('task', '2025-11-01T00:00:00.000Z')],
      at: 'containers[0].image',
    },
    {
      says: 'older than the policy wants it',
      given: pushed(),
      facts: [age('push', '2026-10-01T00:00:00.000Z')],
      policy: { version: 1, controls: { 'image-provenance/no-stale-image': { parameters: { days: 30 } } } },
      at: 'image',
    },
    {
      says: 'a made-up date, and pushed a year ago',
      given: pushed(),
      facts: [age('push', '1970-01-01T00:00:00Z', '2025-11-01T00:00:00.000Z')],
      at: 'image',
    },
  ],
  passes: [
    { says: 'an image of this month', given: deployed(), facts: [age('task', '2026-11-01T00:00:00.000Z')] },
    {
      says: 'a made-up date, and pushed this month',
      given: pushed(),
      facts: [age('push', '1980-01-01T00:00:01Z', '2026-11-01T00:00:00.000Z')],
    },
  ],
  unknown: [
    { says: 'an image that nobody knows', given: pushed() },
    {
      says: 'a made-up date, and nobody knows of the push',
      given: pushed(),
      facts: [age('push', '1970-01-01T00:00:00Z')],
    },
  ],
});
