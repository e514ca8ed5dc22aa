// Sigstore bundles over the manifest's own bytes rather than a statement about its digest: by key and by certificate.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifySigned } from '../../shared/signatures/verify.ts';
import { identity, issuer, type Keyless, keyless } from './keyless.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const manifest = Buffer.from('{"schemaVersion":2}');
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const digestOf = (bytes: Uint8Array) => `sha256:${hashOf(bytes).toString('hex')}`;
const target = (bytes: Uint8Array | null = manifest) => ({
  ...{ digest: digestOf(manifest), now: Date.now() },
  bytes: async () => bytes,
});
const release = { kind: 'cosign-key', name: 'release', images: null, key: publicKey } as const;

function byKey(signed: Uint8Array, claimed = signed) {
  const bundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.2',
    verificationMaterial: { publicKey: { hint: '' }, tlogEntries: [] },
    messageSignature: {
      messageDigest: { algorithm: 'SHA2_256', digest: hashOf(claimed).toString('base64') },
      signature: sign('sha256', signed, privateKey).toString('base64'),
    },
  };
  return { form: 'bundle', bundle } as const;
}

describe('a bundle over bytes, signed with a key', () => {
  it('signs the image whose manifest they are', async () => {
    const outcome = await verifySigned(byKey(manifest), release, target());
    expect(outcome).toEqual({ ok: true, verified: { signer: 'release', identity: null, attestation: null } });
  });

  const other = Buffer.from('{"schemaVersion":2,"other":true}');
  it.each([
    ['of another manifest', byKey(other), target(), 'wrong-digest'],
    ['of another manifest, called this one', byKey(other, manifest), target(), 'other-key'],
    ['of this one, where the registry gives another', byKey(manifest), target(other), 'wrong-digest'],
    ['of this one, where the registry gives none', byKey(manifest), target(null), 'unreadable'],
  ] as const)('%s is refused', async (_, signed, wanted, refusal) => {
    expect(await verifySigned(signed, release, wanted)).toMatchObject({ ok: false, refusing: { refusal } });
  });

  it('is refused under another key', async () => {
    const key = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey;
    const outcome = await verifySigned(byKey(manifest), { ...release, key }, target());
    expect(outcome).toMatchObject({ ok: false, refusing: { refusal: 'other-key' } });
  });
});

describe('a bundle over bytes, signed with a certificate', () => {
  let authority: Keyless;
  beforeAll(async () => {
    // The authority of @sigstore/mock is valid from the wall's present on.
    authority = await keyless(new Date(Date.now() + 60_000));
  });
  const signerOf = (wanted: string) =>
    ({
      kind: 'keyless',
      ...{ name: 'github', images: null, issuer, identity: wanted },
      root: JSON.parse(authority.root),
    }) as const;

  it('signs the image for whoever the certificate names', async () => {
    const bundle = await authority.signBytes(manifest);
    const outcome = await verifySigned(
      { form: 'bundle', bundle },
      signerOf('https://github.com/acme/*'),
      target(),
    );
    expect(outcome).toMatchObject({ ok: true, verified: { identity } });
  });

  it('is refused for somebody else, and for other bytes', async () => {
    const bundle = await authority.signBytes(manifest);
    const stranger = await verifySigned(
      { form: 'bundle', bundle },
      signerOf('https://github.com/evil/*'),
      target(),
    );
    expect(stranger).toMatchObject({ ok: false, refusing: { refusal: 'wrong-identity' } });
    const other = await authority.signBytes(Buffer.from('other'));
    const moved = await verifySigned({ form: 'bundle', bundle: other }, signerOf('*'), target());
    expect(moved).toMatchObject({ ok: false, refusing: { refusal: 'wrong-digest' } });
  });
});
