// The command line against two real registries, one of them with the referrers API, with images signed by the real cosign and notation.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seawall } from '../../cli/cli.ts';
import { attest, keys, type RealRegistry, realRegistry, toolFolder, ways } from './tools.ts';

/** Where everything is run, these parts must be there; elsewhere it is said that they are left out (scripts/test.ts). */
const missing = toolFolder === null && process.env.CI !== 'true';

describe.skipIf(missing).each([
  ['docker-registry', 5_097],
  ['olareg', 5_096],
] as const)('%s', (program, port) => {
  let registry: RealRegistry;
  let policy: string;

  beforeAll(async () => {
    if (toolFolder === null) throw new Error('SEAWALL_IMAGE_TOOLS: the tools of .ci/image-tools are wanted');
    registry = await realRegistry(port, program);
    await keys(registry);
    const folder = join(registry.folder, 'policy');
    mkdirSync(folder);
    copyFileSync(join(registry.folder, 'cosign.pub'), join(folder, 'release.pub'));
    copyFileSync(join(registry.folder, 'localkeys/acme.test.crt'), join(folder, 'roots.pem'));
    policy = join(folder, 'seawall.yml');
    writeFileSync(
      policy,
      `version: 1
trust:
  signers:
    - { name: release, cosign-key: release.pub }
    - { name: notary, notation: { trust-store: roots.pem, identities: ["x509.subject: CN=acme.test"] } }
certified: [image-provenance/signed-image]
controls:
  image-provenance/signed-provenance: { enabled: true, parameters: { sources: ["https://github.com/acme/*"] } }
  immutability/no-toolchain-in-image: { enabled: true }
`,
    );
  });
  afterAll(() => registry?.close());

  const evaluate = (...args: readonly string[]) =>
    seawall(['evaluate', ...args, '--policy', policy, '--format', 'json']);
  const outcome = (stdout: string, control: string) =>
    JSON.parse(stdout).verdicts.filter((one: { control: string }) => one.control === control);
  const signed = 'image-provenance/signed-image';

  it.each(Object.keys(ways))('takes what is signed with %s, and refuses it unsigned', async (way) => {
    const repository = `ways/${Object.keys(ways).indexOf(way)}`;
    const { digest } = await registry.image(repository, '1.0', 'amd64', { app: way });
    const image = `${registry.host}/${repository}:1.0`;
    const before = evaluate(image);
    expect(before.code).toBe(1);
    expect(outcome(before.stdout, signed)).toMatchObject([{ outcome: 'fail', severity: 'critical' }]);
    await ways[way]?.(registry, `${registry.host}/${repository}@${digest}`);
    const after = evaluate(image);
    expect(outcome(after.stdout, signed)).toMatchObject([{ outcome: 'pass' }]);
  });

  it.each(['bundle', 'legacy'] as const)('takes provenance as a %s', async (form) => {
    const repository = `provenance/${form}`;
    const { digest } = await registry.image(repository, '1.0', 'amd64', { app: form });
    await attest(registry, `${registry.host}/${repository}@${digest}`, form);
    const { stdout } = evaluate(`${registry.host}/${repository}:1.0`);
    expect(outcome(stdout, 'image-provenance/signed-provenance')).toMatchObject([{ outcome: 'pass' }]);
    // What attests an image does not sign it.
    expect(outcome(stdout, signed)).toMatchObject([{ outcome: 'fail' }]);
  });

  it('names the platform that is not signed', async () => {
    const amd = await registry.image('index/one', undefined, 'amd64');
    const arm = await registry.image('index/one', undefined, 'arm64');
    await registry.index('index/one', '1.0', [amd, arm]);
    await ways['cosign key, bundle']?.(registry, `${registry.host}/index/one@${amd.digest}`);
    const { stdout, code } = evaluate(`${registry.host}/index/one:1.0`);
    expect(code).toBe(1);
    const failing = outcome(stdout, signed).filter((one: { outcome: string }) => one.outcome === 'fail');
    expect(failing).toHaveLength(1);
    expect(failing[0].evidence[0].message).toContain('linux/arm64');
  });

  it('takes an index whose own digest is signed', async () => {
    const amd = await registry.image('index/whole', undefined, 'amd64');
    const arm = await registry.image('index/whole', undefined, 'arm64');
    const { digest } = await registry.index('index/whole', '1.0', [amd, arm]);
    await ways['cosign key, bundle']?.(registry, `${registry.host}/index/whole@${digest}`);
    const { stdout } = evaluate(`${registry.host}/index/whole:1.0`);
    expect(outcome(stdout, signed).map((one: { outcome: string }) => one.outcome)).toEqual(['pass', 'pass']);
  });

  it('looks into the layers', async () => {
    await registry.image('tools/one', '1.0', 'amd64', { 'bin/sh': 'x', 'usr/bin/gcc-12': 'x' });
    const { stdout } = evaluate(`${registry.host}/tools/one:1.0`);
    const [verdict] = outcome(stdout, 'immutability/no-toolchain-in-image');
    expect(verdict.evidence.map(({ path }: { path: string }) => path)).toEqual([
      'layers.shell',
      'layers.compiler',
    ]);
  });

  it('certifies what is signed, says since when, and no longer once the signature is gone', async () => {
    const { digest } = await registry.image('life/one', '1.0', 'amd64', { app: 'life' });
    const image = `${registry.host}/life/one:1.0`;
    const record = join(registry.folder, 'record.sqlite');
    const certify = () => seawall(['certify', image, '--policy', policy, '--record', record]);
    expect(certify()).toMatchObject({ code: 1, stdout: expect.stringContaining('is not certified') });
    await ways['cosign key, legacy']?.(registry, `${registry.host}/life/one@${digest}`);
    expect(certify()).toMatchObject({ code: 0, stdout: expect.stringContaining('signed by release') });
    await registry.remove('life/one', `${digest.replace(':', '-')}.sig`);
    expect(certify()).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('no longer as 1.0 since'),
    });
  });

  it('says that an image is not there, and judges the others', async () => {
    await registry.image('there/one', '1.0');
    const { code, stdout } = evaluate(`${registry.host}/there/one:9`, `${registry.host}/there/one:1.0`);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      summary: { observations: 1 },
      errors: [{ code: 'image-not-found' }],
    });
  });
});
