// Which tags are of one track: numbers do not matter, names do.
import { expect, it } from 'vitest';
import { trackOf } from '../../shared/model/track.ts';

it.each([
  ['1.4.2', '*.*.*'],
  ['1.10.0', '*.*.*'],
  ['v2', 'v*'],
  ['latest', 'latest'],
  ['release-2026-11-17', 'release-*-*-*'],
  ['9fceb02', '(commit)'],
  ['sha-9fceb02d0ae598e95dc970b74767f19372d61af8', '(commit)'],
  // All digits: a date as much as a commit.
  ['20261117', '*'],
])('%s is of the track %s', (tag, track) => {
  expect(trackOf(tag, [])).toBe(track);
});

it('the first pattern of the policy that matches names the track', () => {
  expect(trackOf('1.4.2-rc1', ['*-rc*', '1.*'])).toBe('*-rc*');
  expect(trackOf('1.4.2', ['*-rc*', '1.*'])).toBe('1.*');
  expect(trackOf('2.0', ['*-rc*', '1.*'])).toBe('*.*');
});
