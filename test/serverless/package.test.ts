// Packages for real, offline, where everything runs: serverless.yml holds for osls itself, and the zips hold what they should.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleFunctions, functionNames } from '../../scripts/build/bundle.ts';
import { objectOf } from '../../shared/model/json.ts';
import { leftOut } from '../support/extent.ts';
import { resources, serverless } from './deployment.ts';
import { privilegeProblems, writtenKeys } from './privilege.ts';

describe.skipIf(leftOut('packaging for real, by osls'))('npm run package', () => {
  beforeAll(() => {
    // No credentials are used; osls only wants some to be there.
    const env = { ...process.env, AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' };
    const { status, stdout, stderr } = spawnSync('npm', ['run', 'package'], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
  });

  it('puts every resource into the template', () => {
    const template = JSON.parse(
      readFileSync('.serverless/cloudformation-template-update-stack.json', 'utf8'),
    );
    const found = objectOf(template.Resources);
    for (const id of Object.keys(resources)) expect([id, Object.hasOwn(found, id)]).toEqual([id, true]);
    expect(JSON.stringify(template)).not.toMatch(/\$\{(?:self|sls|param|aws|opt):/);
  });

  it('lets each role do what its function does, to the keys that it writes', async () => {
    const template = JSON.parse(
      readFileSync('.serverless/cloudformation-template-update-stack.json', 'utf8'),
    );
    const built = await bundleFunctions({ root: process.cwd() });
    const deployed = { resources: objectOf(template.Resources), functions: objectOf(serverless.functions) };
    const keys = await writtenKeys();
    expect(built.ok ? privilegeProblems(built.bundles, { ...deployed, keys }) : built.problems).toEqual([]);
  });

  it.each(functionNames)('zips %s with its own code alone', (name) => {
    const file = `.serverless/${name}.zip`;
    expect(existsSync(file)).toBe(true);
    const entries = [...readFileSync(file, 'latin1').matchAll(/\.build\/[\w./-]+?\.(?:mjs|map|json)/g)].map(
      ([path]) => path,
    );
    expect(entries).toContain(`.build/${name}.mjs`);
    expect(
      entries.filter((path) => !path.startsWith(`.build/${name}.mjs`) && !path.startsWith(`.build/${name}/`)),
    ).toEqual([]);
    expect(entries.filter((path) => path.endsWith('.map'))).toEqual([]);
  });
});
