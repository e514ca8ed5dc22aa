// A policy by a name that no command reads is told of; a Region that nobody named too.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { commandLineTests, emptyFolder, folderWith, seawall } from './cli.ts';
import { badDefinition } from './documents.ts';

const it = commandLineTests();

const policy = 'version: 1\n';

function told(files: Record<string, unknown>, at = '.', options: readonly string[] = []): string[] {
  const cwd = folderWith({ ...files, [join(at, 'task.json')]: badDefinition });
  mkdirSync(join(cwd, '.git'));
  const args = ['evaluate', 'task.json', '--fail-on', 'none', ...options];
  const { code, stderr } = seawall(args, { cwd: join(cwd, at) });
  expect(code).toBe(0);
  return stderr.split('\n').filter((line) => line.includes('is not read'));
}

const remedy = (path: string) => `${path}: is not read (rename it to seawall.yml, or give --policy ${path})`;

describe('the search for a policy', () => {
  it.each(['seawall.yaml', '.seawall.yml', '.seawall.yaml'])('tells that %s is not read', (name) => {
    expect(told({ [name]: policy })).toEqual([remedy(name)]);
    expect(told({ [name]: policy, 'seawall.yml': policy })).toEqual([remedy(name)]);
    expect(told({ [name]: policy }, 'deploy')).toEqual([remedy(`../${name}`)]);
  });

  it('tells of one nearer than the policy, and of none further up', () => {
    expect(told({ 'seawall.yml': policy, 'deploy/seawall.yaml': policy }, 'deploy')).toEqual([
      remedy('seawall.yaml'),
    ]);
    expect(told({ 'seawall.yaml': policy, 'deploy/seawall.yml': policy }, 'deploy')).toEqual([]);
  });

  it('says nothing where the policy is named, or there is no other', () => {
    expect(told({ 'seawall.yaml': policy }, '.', ['--policy', 'seawall.yaml'])).toEqual([]);
    expect(told({ 'seawall.yml': policy })).toEqual([]);
  });
});

describe('AWS without a Region', () => {
  const nothing = { AWS_EC2_METADATA_DISABLED: 'true', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
  const env = { ...nothing, AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' };

  it.each([
    [['replay', 's3://a-bucket/logs'], 's3://a-bucket/logs'],
    [['journal', '--record', 'dynamodb:records'], 'dynamodb:records'],
    [['kill-switch', '--record', 'dynamodb:records'], 'dynamodb:records'],
  ])('%j names the remedy', (args, place) => {
    const { code, stderr } = seawall(args, { cwd: emptyFolder(), env });
    expect(code).toBe(3);
    expect(stderr).toContain(
      `${place}: no AWS Region is configured (give --region, set AWS_REGION, or run aws configure)`,
    );
  });

  it('replay takes one', () => {
    const args = ['replay', 's3://a-bucket/logs', '--region', 'eu-central-1'];
    const { stderr } = seawall(args, { env: { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' } });
    expect(stderr).toMatch(/s3:\/\/a-bucket\/logs: AWS said no: /);
  });
});
