// ARN patterns as an identity policy means them.
import { describe, expect, it } from 'vitest';
import { anyAccount } from '../../../shared/iam/grants/administration.ts';
import { anyRegion, ownAccount } from '../../../shared/iam/grants/pattern.ts';

describe('the own account', () => {
  it.each([
    ['arn:aws:iam::111122223333:role/web', `arn:aws:iam::${anyAccount}:role/web`],
    ['arn:aws-cn:iam::111122223333:role/web', `arn:aws:iam::${anyAccount}:role/web`],
    ['arn:aws-us-gov:s3:::bucket/*', 'arn:aws:s3:::bucket/*'],
    ['arn:aws:iam::*:role/web', 'arn:aws:iam::*:role/web'],
    ['arn:aws:iam::1111:role/web', 'arn:aws:iam::1111:role/web'],
    [
      'arn:aws:logs:eu-west-1:111122223333:log-group:a:b',
      `arn:aws:logs:eu-west-1:${anyAccount}:log-group:a:b`,
    ],
    ['arn:other:iam::111122223333:role/web', 'arn:other:iam::111122223333:role/web'],
    ['arn:aws:iam', 'arn:aws:iam'],
    ['*', '*'],
    ['', ''],
  ])('of %j is %j', (pattern, expected) => {
    expect(ownAccount(pattern)).toBe(expected);
    // Said twice it is the same.
    expect(ownAccount(expected)).toBe(expected);
  });
});

describe('any Region', () => {
  it.each([
    ['arn:aws:ecs:eu-west-1:*:service/*', 'arn:aws:ecs:*:*:service/*'],
    ['arn:aws:ecs:us-gov-west-1:*:service/*', 'arn:aws:ecs:*:*:service/*'],
    ['arn:aws:ecs:<Region>:*:service/*', 'arn:aws:ecs:*:*:service/*'],
    ['arn:aws:ecs:eu-*:*:service/*', 'arn:aws:ecs:eu-*:*:service/*'],
    ['arn:aws:iam::1:role/eu-west-1', 'arn:aws:iam::1:role/eu-west-1'],
    ['arn:aws:ecs:eu-west-1x:*:service/*', 'arn:aws:ecs:eu-west-1x:*:service/*'],
    ['*', '*'],
  ])('of %j is %j', (pattern, expected) => {
    expect(anyRegion(pattern)).toBe(expected);
  });
});
