// A reason why a resource was left out, and what to judge in its place.
import { expect, it } from 'vitest';
import {
  insteadOfType,
  isLeftOutType,
  leftOutType,
  neverMade,
} from '../../../shared/intake/documents/left-out.ts';

it('names what to judge in the place of a release of Helm, and of nothing else', () => {
  expect(insteadOfType(leftOutType('helm_release', ''))).toBe('judge what `helm template` writes');
  for (const reason of [
    leftOutType('aws_sns_topic', ' by itself'),
    neverMade('helm_release'),
    'x: judge what y',
  ])
    expect(insteadOfType(reason)).toBeNull();
});

it('is told from other reasons', () => {
  expect(isLeftOutType(leftOutType('constructor', ''))).toBe(true);
  expect(isLeftOutType(neverMade('aws_ecs_cluster'))).toBe(true);
  expect(isLeftOutType('unknown kind')).toBe(false);
});
