// Container hosts whose image is old.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { Examples } from '../examples/example.ts';
import { machineImage, node } from '../examples/hosts.ts';
import { imageRequest } from '../questions/machine-image.ts';

const day = 24 * 60 * 60 * 1000;

export const recentImage = defineControl({
  id: 'host-hardening/recent-image',
  title: 'Container hosts are launched from a recent image',
  severity: 'medium',
  stage: 'stable',
  judges: ['host'],
  parameters: z.object({
    days: z.int().min(1).default(90).describe('Age in days from which on an image is old'),
  }),
  facts: imageRequest,
  references: { nist: ['4.5.1', '4.5.4'], attack: ['T1611', 'T1068'] },
  why: 'Kernel and runtime come with the image, and so do their vulnerabilities: hosts are replaced, not patched in place.',
  fix: 'Let the launch template follow the newest image (an SSM parameter, a node group’s release), and replace hosts when it moves.',
  allows: ['instances that are not known to run containers', 'how long the host itself has been running'],
  response: 'drain-host',
  judge: (host, { parameters, facts }) => {
    const [request] = imageRequest(host);
    if (request === undefined) return notApplicable('no image of a container host is known');
    const answer = facts.get(request);
    if (!answer.ok) return unknown(`the image ${request.imageId} is not known: ${answer.reason}`);
    const age = (Date.parse(answer.asOf) - Date.parse(answer.value.createdAt ?? '')) / day;
    if (Number.isNaN(age)) return unknown('when the image was made is not known');
    if (age <= parameters.days) return pass;
    const message = `${host.name} runs ${answer.value.name}, made ${Math.floor(age)} days ago`;
    return fail([
      evidence(host.imageId.path, answer.value.createdAt, `at most ${parameters.days} days`, message),
    ]);
  },
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'an image of last year',
      given: node(),
      facts: [machineImage({ createdAt: '2025-11-01T00:00:00.000Z' })],
      at: 'ImageId',
    },
    {
      says: 'older than the policy wants it',
      given: node(),
      facts: [machineImage({ createdAt: '2026-11-01T00:00:00.000Z' })],
      policy: { version: 1, controls: { 'host-hardening/recent-image': { parameters: { days: 7 } } } },
      at: 'ImageId',
    },
  ],
  passes: [{ says: 'an image of yesterday', given: node(), facts: [machineImage()] }],
  unknown: [
    { says: 'an image that nobody knows', given: node() },
    { says: 'an image of no known age', given: node(), facts: [machineImage({ createdAt: null })] },
  ],
  notApplicable: [{ says: 'an instance that may run no containers', given: node({ Tags: [] }) }],
});
