// The command line against a real registry that lets nobody in without a password: Docker's logins, and what is never printed.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, folderWith, reportOf, seawall } from '../../cli/cli.ts';
import { keys, type RealRegistry, realRegistry, toolFolder, ways } from './tools.ts';

const missing = toolFolder === null && process.env.CI !== 'true';
const login = {
  username: 'kim',
  password: 'correct horse 14',
  hash: '$2b$04$l6Tnu5ZLwjXnDA7sJfpURuOEeEfwgDyUNLAOXyzhb7IDl3hxGwtCC',
};
const wrong = 'battery staple 15';
const encoded = (password: string) => Buffer.from(`${login.username}:${password}`).toString('base64');
const signed = 'image-provenance/signed-image';

describe.skipIf(missing)('a registry with a login', () => {
  let registry: RealRegistry;
  let image: string;
  let policy: string;

  beforeAll(async () => {
    if (toolFolder === null) throw new Error('SEAWALL_IMAGE_TOOLS: the tools of .ci/image-tools are wanted');
    registry = await realRegistry(5_095, 'docker-registry', login);
    await keys(registry);
    // cosign logs in as Docker does.
    await registry.cosign('login', registry.host, '-u', login.username, '-p', login.password);
    const { digest } = await registry.image('shop/web', '1.0');
    image = `${registry.host}/shop/web:1.0`;
    await ways['cosign key, legacy']?.(registry, `${registry.host}/shop/web@${digest}`);
    policy = join(registry.folder, 'seawall.yml');
    writeFileSync(
      policy,
      'version: 1\ntrust:\n  signers:\n    - { name: release, cosign-key: cosign.pub }\n',
    );
  });
  afterAll(() => registry?.close());

  /** Evaluates the image as somebody with this configuration of Docker; nothing printed may hold a password. */
  const evaluateWith = (config: object, path = '') => {
    const DOCKER_CONFIG = folderWith({ 'config.json': config });
    const env = { DOCKER_CONFIG, PATH: `${path}:${process.env.PATH}` };
    const ran = seawall(['evaluate', image, '--policy', policy, '--format', 'json'], { env });
    for (const secret of [login.password, wrong].flatMap((one) => [one, encoded(one)]))
      expect(ran.stdout + ran.stderr).not.toContain(secret);
    return ran;
  };
  const outcomeOf = (ran: ReturnType<typeof evaluateWith>) =>
    reportOf(ran)
      .verdicts.filter(({ control }) => control === signed)
      .map(({ outcome }) => outcome);
  const helper = (script: string) => {
    const folder = emptyFolder();
    const program = join(folder, 'docker-credential-real');
    writeFileSync(program, `#!/bin/sh\n${script}\n`);
    chmodSync(program, 0o755);
    return folder;
  };
  const telling = (password: string) =>
    `read server\n[ "$server" = "${registry.host}" ] && echo '{"Username":"${login.username}","Secret":"${password}"}'`;

  it('is read with the configuration that docker login leaves', () => {
    const ran = evaluateWith({ auths: { [registry.host]: { auth: encoded(login.password) } } });
    expect(outcomeOf(ran)).toEqual(['pass']);
  });

  it('is read with the helper of that registry, and with the helper of all', () => {
    const path = helper(telling(login.password));
    expect(outcomeOf(evaluateWith({ credHelpers: { [registry.host]: 'real' } }, path))).toEqual(['pass']);
    expect(outcomeOf(evaluateWith({ credsStore: 'real' }, path))).toEqual(['pass']);
  });

  it.each<[string, () => [object, string?]]>([
    ['nobody logged in', () => [{}]],
    [
      'a login for another registry',
      () => [{ auths: { 'registry.example': { auth: encoded(login.password) } } }],
    ],
    ['a wrong password', () => [{ auths: { [registry.host]: { auth: encoded(wrong) } } }]],
    [
      'a wrong password of a helper',
      () => [{ credHelpers: { [registry.host]: 'real' } }, helper(telling(wrong))],
    ],
    ['a helper that fails', () => [{ credHelpers: { [registry.host]: 'real' } }, helper('exit 1')]],
    ['a helper that is not there', () => [{ credHelpers: { [registry.host]: 'absent' } }]],
  ])('is an error of its own, and no verdict, with %s', (_, given) => {
    const ran = evaluateWith(...given());
    expect(ran.code).toBeGreaterThan(1);
    expect(reportOf(ran).verdicts).toEqual([]);
    const [error] = reportOf(ran).errors;
    expect(error?.message).toMatch(/401|denied|credentials|password|log/i);
    expect(error?.remedy).toMatch(/docker login/);
  });
});
