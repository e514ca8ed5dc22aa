// When a fail on an image does not count: only where its registry tells that no tag stands for it, and nobody runs or names it.
import { expect, it } from 'vitest';
import { unlessUnused } from '../../../shared/controls/questions/image-of.ts';
import { imageSubject } from '../../../shared/intake/events/image.ts';
import { fail, pass } from '../../../shared/model/control.ts';

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
