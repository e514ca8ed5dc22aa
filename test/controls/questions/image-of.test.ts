// When a fail on an image does not count: only where its registry tells that no tag stands for it, and nobody runs or names it.
import { expect, it } from 'vitest';
import { imagesOf, unlessUnused } from '../../../shared/controls/questions/image-of.ts';
import { imageSubject } from '../../../shared/intake/events/image.ts';
import { fail, pass } from '../../../shared/model/control.ts';
import type { Workload } from '../../../shared/model/workload.ts';
import { observationsOf } from '../../support/judging.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const home = { account: '111122223333', region: 'eu-west-1' };
const failed = fail([{ path: 'image', found: null, wanted: null, message: 'is not signed' }]);

it.each<[string, { tag: string | null; running?: boolean; tagged: boolean | null }, string]>([
  ['a tag that the event names', { tag: '1.4', tagged: null }, 'fail'],
  ['a tag that the registry knows: an event on a signature names none', { tag: null, tagged: true }, 'fail'],
  ['no tag at all', { tag: null, tagged: false }, 'not-applicable'],
  ['a registry that does not tell', { tag: null, tagged: null }, 'unknown'],
  [
    'somebody who asks by digest, and is about to run it',
    { tag: null, running: true, tagged: false },
    'fail',
  ],
  ['the same where the registry does not tell', { tag: null, running: true, tagged: null }, 'fail'],
])('%s', (_, { tag, running = false, tagged }, outcome) => {
  const image = imageSubject(home, { repository: 'shop/web', tag, digest }, null);
  if (image === null) throw new Error('no image');
  const subject = { ...image, running };
  expect(unlessUnused(failed, subject, { tag }, tagged).outcome).toBe(outcome);
  expect(unlessUnused(pass, subject, { tag }, tagged)).toBe(pass);
});

it('names the images of containers and those that volumes hold, with what is known of each', () => {
  const spec = {
    containers: [{ name: 'web', image: `r.acme.test/web@${digest}` }],
    initContainers: [{ name: 'init', image: 'r.acme.test/init:1' }],
    volumes: [
      { name: 'models', image: { reference: 'r.acme.test/models:2' } },
      { name: 'tmp', emptyDir: {} },
    ],
  };
  const [observation] = observationsOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec });
  const [workload] = (observation?.subjects ?? []).filter(
    (one): one is Workload => 'kind' in one && one.kind === 'workload',
  );
  if (workload === undefined) throw new Error('no workload');
  expect(imagesOf(workload).map(({ who, tag, path, runs }) => [who, tag, path, runs])).toEqual([
    ['container web', null, 'spec.containers[0].image', true],
    ['container init', '1', 'spec.initContainers[0].image', true],
    ['volume models', '2', 'spec.volumes[0].image.reference', true],
  ]);
});
