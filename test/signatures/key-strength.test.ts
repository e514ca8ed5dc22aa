// Keys that can be broken prove nothing, wherever in a chain they stand (certificates made by openssl, valid for a hundred years).
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { objectOf, stringOf } from '../../shared/model/json.ts';
import { trustedChain } from '../../shared/signatures/chain.ts';
import { signerIn } from '../../shared/signatures/signers.ts';
import { verifySigned } from '../../shared/signatures/verify.ts';
import { issuer, keyless } from './keyless.ts';

const certificates = objectOf(
  JSON.parse(readFileSync(new URL('certificates-by-strength.json', import.meta.url), 'utf8')),
);
const pem = (name: string) => stringOf(certificates[name]) ?? '';
const certificate = (name: string) => new X509Certificate(pem(name));
const at = [Date.parse('2030-01-01T00:00:00Z')];

function lead(leaf: string, root: string): string {
  try {
    return `${trustedChain([certificate(leaf)], { roots: [certificate(root)], at }).length} certificates`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('a chain', () => {
  it.each([
    ['good', 'strongRoot', '2 certificates'],
    ['p256', 'strongRoot', '2 certificates'],
    ['short', 'strongRoot', 'one of its certificates has an RSA key of 1024 bits'],
    ['below', 'weakRoot', 'one of its certificates has an RSA key of 1024 bits'],
    ['curve', 'strongRoot', 'one of its certificates has a key on the curve secp256k1'],
  ])('of %s below %s: %s', (leaf, root, says) => {
    expect(lead(leaf, root)).toContain(says);
  });
});

describe('the file of a signer', () => {
  const notation = (file: string, key: string) =>
    signerIn({
      name: 'release',
      notation: { identities: ['*'], 'trust-store': 'good.pem', [key]: file },
      files: { 'good.pem': pem('strongRoot'), 'weak.pem': pem('strongRoot') + pem('weakRoot') },
    });

  it.each(['trust-store', 'timestamp-roots'])('of %s with a weak root is refused by name', (key) => {
    expect(notation('good.pem', key)).toMatchObject({ ok: true });
    expect(notation('weak.pem', key)).toMatchObject({ ok: false, key, file: 'weak.pem' });
    expect(notation('weak.pem', key)).toMatchObject({ reason: expect.stringContaining('1024 bits') });
  });

  it('with a weak authority of Sigstore is refused by name', () => {
    const raw = (name: string) => ({ rawBytes: certificate(name).raw.toString('base64') });
    const root = (...names: readonly string[]) =>
      signerIn({
        name: 'github',
        keyless: { issuer: '*', identity: '*', 'trusted-root': 'root.json' },
        files: {
          'root.json': JSON.stringify({
            certificateAuthorities: [{ certChain: { certificates: names.map(raw) } }],
          }),
        },
      });
    expect(root('strongRoot')).toMatchObject({ ok: true });
    expect(root('strongRoot', 'weakRoot')).toMatchObject({ ok: false, key: 'trusted-root' });
  });
});

it('a certificate of Sigstore with a weak key is refused for it, before anybody asks who issued it', async () => {
  // The authority of @sigstore/mock is valid from the wall's present on.
  const authority = await keyless(new Date(Date.now() + 60_000));
  const digest = `sha256:${'a'.repeat(64)}`;
  const bundle = await authority.sign(digest);
  const names = { name: 'github', images: null, issuer, identity: 'https://github.com/acme/*' };
  const signer = { kind: 'keyless', ...names, root: objectOf(JSON.parse(authority.root)) } as const;
  const judge = (name: string) => {
    const own = { certificate: { rawBytes: certificate(name).raw.toString('base64') } };
    const verificationMaterial = { ...objectOf(bundle.verificationMaterial), ...own };
    const signed = { form: 'bundle', bundle: { ...bundle, verificationMaterial } } as const;
    return verifySigned(signed, signer, { digest, now: Date.now() });
  };
  const says = (reason: string) => ({ ok: false, refusing: { reason: expect.stringContaining(reason) } });
  expect(await judge('short')).toMatchObject(says('an RSA key of 1024 bits'));
  expect(await judge('curve')).toMatchObject(says('on the curve secp256k1'));
  expect(await judge('good')).not.toMatchObject(says('one of its certificates has'));
});
