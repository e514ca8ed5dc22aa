// Where AWS cannot be asked, a script says so in one line, with what to do.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { wordsOfError } from '../../scripts/aws-errors.ts';
import { oneIn } from '../support/extent.ts';

const named = (name: string, message = 'its own words') => Object.assign(new Error(message), { name });

describe('what a script says of an error', () => {
  it.each<[string, Error, RegExp]>([
    ['no credentials', named('CredentialsProviderError'), /^there are no AWS credentials: set AWS_PROFILE/],
    ['an expired session', named('ExpiredTokenException'), /^the AWS credentials have expired/],
    ['unknown keys', named('UnrecognizedClientException'), /^AWS does not know these credentials/],
    ['unknown keys of S3', named('InvalidAccessKeyId'), /^AWS does not know these credentials/],
    ['a denial', named('AccessDenied'), /^AWS denies it: deploy\/deployer-policy\.json .*: its own words$/],
    ['a denial of another service', named('AccessDeniedException'), /^AWS denies it/],
    [
      'no network',
      Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
      /^AWS cannot be reached: .*AWS_ENDPOINT_URL: connect$/,
    ],
    ['no message', Object.assign(new Error(''), { code: 'ENOTFOUND' }), /ENOTFOUND$/],
    ['anything else', named('Error'), /^its own words$/],
    ['two lines', named('AccessDenied', 'first\nsecond'), /: first$/],
  ])('%s', (_, error, words) => expect(wordsOfError(error)).toMatch(words));

  it('of what is no error, too', () => expect(wordsOfError('odd')).toBe('odd'));
});

describe('without credentials', { timeout: 60_000 }, () => {
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };
  const commands = [
    ...[['deploy'], ['deploy', '--plan'], ['deploy', '--upgrade'], ['deploy', '--roll-back']],
    ...[['deploy', '--remove'], ['deploy', '--policy-only'], ['deploy', '--organization'], ['dead-letters']],
  ];
  it.each(
    oneIn(7, commands, 'scripts without credentials'),
  )('%s %s ends with one line that says what to do', (...args) => {
    const ran = spawnSync(process.execPath, ['scripts/run.js', ...args.filter((one) => one !== undefined)], {
      ...{ env, encoding: 'utf8' },
    });
    expect(ran).toMatchObject({ status: 1, stdout: '' });
    expect(ran.stderr).toMatch(/^there are no AWS credentials: set AWS_PROFILE[^\n]+\n$/);
  });
});
