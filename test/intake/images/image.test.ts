// The health check of an image configuration, as Docker writes it.
import { expect, it } from 'vitest';
import { imageConfigOf } from '../../../shared/intake/images/image.ts';
import type { Json } from '../../../shared/model/json.ts';

it.each<[string, Json, readonly string[] | undefined]>([
  [
    'a shell line',
    { Test: ['CMD-SHELL', 'curl -f http://localhost || exit 1'] },
    ['curl -f http://localhost || exit 1'],
  ],
  ['a command', { Test: ['CMD', '/app', 'health'], Interval: 30 }, ['/app', 'health']],
  ['none, which switches an inherited one off', { Test: ['NONE'] }, undefined],
  ['an inherited one', { Test: [] }, undefined],
  ['no list', { Test: 'curl' }, undefined],
  ['nothing', null, undefined],
])('%s', (_, Healthcheck, command) => {
  const { healthCheck } = imageConfigOf({ config: { Healthcheck } });
  expect(healthCheck?.value).toEqual(command);
});
