// A login that somebody typed into a reference, a URL or a path is said by nobody, and a reference that is none is told why.
import { describe, expect, it } from 'vitest';
import { referenceFault } from '../../cli/registry/reference-fault.ts';
import { withoutLogin, withoutLogins } from '../../cli/terminal/logins.ts';
import { seawall } from './cli.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

describe('a password in a login', () => {
  it.each([
    'kim:hunter2@registry.test/shop/web:1.0',
    `kim:hunter2@registry.test:5000/shop/web@${digest}`,
    'kim:hunter2@host:5000',
    'kim:hun/hunter2@registry.test/web',
    'kim:p@hunter2@registry.test/web',
    's3://kim:hunter2@bucket/prefix',
    'https://kim:hunter2@host.test/x.yml:[3]:',
    'https://:hunter2@host.test/x.yml',
    './kim:hunter2@host/x',
    '--record=https://kim:hunter2@host.test',
    "'kim:hunter2@host.test'",
  ])('is taken out of %s', (word) => {
    expect(withoutLogins(`seawall: ${word} is wrong`)).not.toContain('hunter2');
    expect(withoutLogins(`seawall: ${word} is wrong`)).toContain('***@');
  });

  it('is taken out of one argument with spaces', () => {
    expect(withoutLogin('kim:my hunter2@host/x')).toBe('kim:***@host/x');
  });

  it.each([
    `registry.test:5000/shop/web:1.0@${digest}`,
    `web@${digest}`,
    'web:1.0@sha256:abc',
    'file.yml:12:3: kim@example.com',
    'arn:aws:sts::111122223333:assumed-role/dev/kim@example.com',
    '{"mail":"kim@example.com"}',
    'https://host.test:8443/a@b',
    'file:///a/node_modules/@aws-sdk/x.js:3:4',
    'node_modules/foo@1.0/x.js:3:4',
  ])('is none in %s', (text) => {
    expect(withoutLogins(text)).toBe(text);
  });
});

describe('what is meant as a reference', () => {
  it.each([
    ['registry.test/Shop/Web:1.0', 'capital letters'],
    ['web@sha256:abc', 'its digest'],
    [`web@sha256:${'AB'.repeat(32)}`, 'its digest'],
    [`web@${digest}@${digest}`, 'more than one @'],
    ['registry.test/web:', 'its tag'],
    ['registry.test/web:1:0', 'its tag'],
    [`registry.test/web:${'1'.repeat(129)}`, 'its tag'],
    ['-registry.test/web:1', 'no host name'],
    ['registry.test/we b:1', 'lower-case letters'],
    ['docker://registry.test/web:1', 'begins with docker://'],
    ['s3://bucket/x', 'begins with s3://'],
    ['kim:hunter2@registry.test/web:1', 'holds a login'],
  ])('%s is told what is wrong with it', (text, says) => {
    expect(referenceFault(text)).toContain(says);
    expect(referenceFault(text)).not.toContain('hunter2');
  });

  it.each([
    'deploy/web.yml',
    './a:b',
    '/tmp/a@b',
    'registry.test/web:1.0',
    `web@${digest}`,
    'package.json',
    '-',
  ])('%s has no fault', (text) => {
    expect(referenceFault(text)).toBeNull();
  });
});

it('the command line says no password, on neither stream', () => {
  const reference = 'kim:hunter2@registry.test/shop/web:1.0';
  const runs = [
    ['evaluate', reference, 'registry.test/Web:1', '--format', 'json'],
    ['certify', reference],
    ['findings', '--record', reference],
    ['snapshot', reference],
    ['replay', 's3://kim:hunter2@bucket/x'],
  ].map((args) => seawall(args));
  for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain('hunter2');
  const [evaluated, certified] = runs;
  expect(JSON.parse(evaluated?.stdout ?? '').errors).toMatchObject([
    { file: 'kim:***@registry.test/shop/web:1.0', code: 'wrong-reference' },
    { file: 'registry.test/Web:1', message: expect.stringContaining('capital letters') },
  ]);
  expect(certified).toMatchObject({ code: 2, stderr: expect.stringContaining('holds a login') });
});
