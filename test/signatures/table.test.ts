// Every kind of signature against everything that can be wrong with one. The artefacts are the real tools' (make-artefacts.ts).
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFacts } from '../../shared/gather/facts.ts';
import { dig, type JsonObject, listOf, objectOf, stringOf } from '../../shared/model/json.ts';
import type { ImageSignatures } from '../../shared/model/signatures.ts';
import { answered, fakeApi } from '../gather/fake-api.ts';
import { type FakeRegistry, fakeRegistry, imageType, indexType, openRegistry } from '../registry/server.ts';
import { type Change, identity, issuer, type Keyless, keyless } from './keyless.ts';

const artefacts = objectOf(JSON.parse(readFileSync(new URL('artefacts.json', import.meta.url), 'utf8')));
const madeAt = Date.parse(stringOf(artefacts.madeAt) ?? '') + 60_000;
// The authority of @sigstore/mock is valid from the wall's present on, whatever clock it is given.
const issuedAt = new Date(Date.now() + 60_000);
const text = (key: string) => stringOf(artefacts[key]) ?? '';
const otherKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey;
const otherPem = otherKey.export({ format: 'pem', type: 'spki' }).toString();

/** A signature or attestation of one image, as it lies in a registry. */
interface Artefact {
  /** True for cosign's first form, which is found by its tag. */
  readonly tag: 'sig' | 'att' | null;
  readonly manifest: JsonObject;
  readonly blob: Uint8Array;
}

function artefact(way: string): Artefact {
  const made = objectOf(objectOf(artefacts.signatures)[way]);
  const tag = stringOf(made.tag);
  const blob = Buffer.from(stringOf(made.blob) ?? '', 'base64');
  return {
    tag: tag === null ? null : tag.endsWith('.att') ? 'att' : 'sig',
    manifest: objectOf(made.manifest),
    blob,
  };
}

const signer = {
  key: (pem = text('key')) => ({ name: 'release', 'cosign-key': 'k', files: { k: pem } }),
  notation: (pem = text('certificate'), identities = ['*']) => ({
    name: 'release',
    notation: { 'trust-store': 's', identities },
    files: { s: pem },
  }),
  /** `list`: one of the revocation lists by its name. */
  stamped: (list?: string, stamps = text('timestampRoot')) => ({
    name: 'release',
    notation: {
      ...{ 'trust-store': 's', identities: ['*'], 'timestamp-roots': 't' },
      ...(list === undefined ? {} : { 'revocation-lists': ['l'] }),
    },
    files: { s: text('root'), t: stamps, l: stringOf(dig(artefacts, 'lists', list ?? '')) ?? '' },
  }),
  keyless: (root: string, wanted = { issuer, identity: 'https://github.com/acme/*' }) => ({
    name: 'release',
    keyless: { ...wanted, 'trusted-root': 'r' },
    files: { r: root },
  }),
};

let registry: FakeRegistry;
let authority: Keyless;
beforeEach(async () => {
  registry = await fakeRegistry();
  authority = await keyless(issuedAt);
});
afterEach(() => registry.close());

/** Puts the image that the artefacts are of into the registry; other tags stand for other images. */
function theImage(tag: string): string {
  const made = objectOf(artefacts.manifest);
  const config = registry.blob(text('config'), stringOf(dig(made, 'config', 'mediaType')) ?? '');
  const [layer] = listOf(made.layers);
  const { schemaVersion: _, ...manifest } = made;
  expect(
    registry.manifest({ ...manifest, config: objectOf(made.config), layers: [layer ?? null] }, tag).digest,
  ).toBe(text('image'));
  expect(config.digest).toBe(dig(made, 'config', 'digest'));
  return text('image');
}

/** Puts the artefact beside the image with this digest; `blob` in place of its own. */
function beside(digest: string, { tag, manifest, blob }: Artefact, changed = blob): void {
  const [layer] = listOf(manifest.layers);
  const kept = registry.blob(changed);
  const layers = [{ ...objectOf(layer), digest: kept.digest, size: changed.length }];
  const { subject: _, schemaVersion: __, ...rest } = manifest;
  const whole = { ...rest, mediaType: imageType, layers };
  if (tag !== null) return void registry.manifest(whole, `${digest.replace(':', '-')}.${tag}`);
  const type = stringOf(manifest.artifactType) ?? stringOf(dig(manifest, 'config', 'mediaType')) ?? '';
  const named = registry.manifest({ ...whole, subject: { mediaType: imageType, digest, size: 1 } });
  registry.refer(digest, [{ ...named, artifactType: type }]);
}

async function look(tag: string, by: JsonObject, at = madeAt): Promise<ImageSignatures> {
  const facts = createFacts(
    fakeApi({}),
    undefined,
    openRegistry(() => at),
  );
  const image = `${registry.host}/shop/web:${tag}`;
  return answered(
    await facts.get({ fact: 'image-signatures', account: null, region: null, image, signers: [by] }),
  );
}

/** One cell of the table. */
function said({ platforms, askedFor }: ImageSignatures, attestation: boolean): string {
  const cells = platforms.map(({ platform, signed, refused, attested, refusedAttestations }) => {
    const good = attestation ? attested.length : signed.length;
    const [bad] = attestation ? refusedAttestations : refused;
    const words =
      good > 0 ? 'good' : (bad?.reason ?? (askedFor.length === 0 ? 'nobody may sign it' : 'no signature'));
    return platform === null ? words : `${platform}: ${words}`;
  });
  return cells.join('; ');
}

const tampered = (bytes: Uint8Array): Uint8Array => {
  const whole = Buffer.from(bytes).toString('latin1');
  const json = /^\s*\{/.test(whole) ? objectOf(JSON.parse(Buffer.from(bytes).toString('utf8'))) : null;
  const reBase64 = (value: unknown) =>
    Buffer.from(
      Buffer.from(stringOf(value) ?? '', 'base64')
        .toString('utf8')
        .replace('"', ' "'),
    ).toString('base64');
  if (json === null) return Buffer.from(whole.replace('"targetArtifact"', '"TargetArtifact"'), 'latin1');
  if (json.dsseEnvelope !== undefined) {
    const envelope = objectOf(json.dsseEnvelope);
    return Buffer.from(
      JSON.stringify({ ...json, dsseEnvelope: { ...envelope, payload: reBase64(envelope.payload) } }),
    );
  }
  if (json.payload !== undefined)
    return Buffer.from(JSON.stringify({ ...json, payload: reBase64(json.payload) }));
  return Buffer.from(whole.replace('"critical"', ' "critical"'), 'latin1');
};

interface Way {
  readonly artefact: (digest: string) => Promise<Artefact> | Artefact;
  readonly by: (change?: 'other key' | 'wrong identity' | 'wrong issuer') => JsonObject;
  readonly attestation?: true;
}

async function keylessArtefact(digest: string, change: Change): Promise<Artefact> {
  const way = change.predicateType === undefined ? 'cosign key, bundle' : 'SLSA attestation, bundle';
  const { manifest } = artefact(way);
  return { tag: null, manifest, blob: Buffer.from(JSON.stringify(await authority.sign(digest, change))) };
}

const withKey = (way: string, attestation?: true): Way => ({
  artefact: () => artefact(way),
  by: (change) => signer.key(change === 'other key' ? otherPem : undefined),
  ...(attestation === undefined ? {} : { attestation }),
});
const withNotation = (way: string): Way => ({
  artefact: () => artefact(way),
  by: (change) =>
    change === 'other key'
      ? signer.notation(text('otherCertificate'))
      : signer.notation(undefined, change === 'wrong identity' ? ['x509.subject: CN=other.test'] : ['*']),
});
const withTimestamp = (way: string): Way => ({
  artefact: () => artefact(way),
  by: (change) =>
    change === 'other key'
      ? signer.notation(text('otherCertificate'))
      : change === 'wrong identity'
        ? signer.notation(text('root'), ['x509.subject: CN=other.test'])
        : signer.stamped(),
});
const slsa = { predicateType: 'https://slsa.dev/provenance/v1' };
const withIdentity = (change: Change = {}, attestation?: true): Way => ({
  artefact: (digest) => keylessArtefact(digest, change),
  by: (wrong) => {
    if (wrong === 'other key') return signer.keyless(otherRoot);
    if (wrong === 'wrong identity')
      return signer.keyless(authority.root, { issuer, identity: 'https://github.com/other/*' });
    if (wrong === 'wrong issuer')
      return signer.keyless(authority.root, { issuer: 'https://issuer.test', identity });
    return signer.keyless(authority.root);
  },
  ...(attestation === undefined ? {} : { attestation }),
});
let otherRoot = '';

const ways: Readonly<Record<string, Way>> = {
  'cosign key, legacy': withKey('cosign key, legacy'),
  'cosign key, bundle': withKey('cosign key, bundle'),
  'keyless, bundle': withIdentity(),
  'Notation, JWS': withNotation('Notation, JWS'),
  'Notation, COSE': withNotation('Notation, COSE'),
  'Notation, JWS, timestamped': withTimestamp('Notation, JWS, timestamped'),
  'Notation, COSE, timestamped': withTimestamp('Notation, COSE, timestamped'),
  'SLSA attestation, key, bundle': withKey('SLSA attestation, bundle', true),
  'SLSA attestation, key, legacy': withKey('SLSA attestation, legacy', true),
  'SLSA attestation, keyless': withIdentity(slsa, true),
};

const isKeyless = (way: string) => way.includes('keyless');
const hasCertificate = (way: string) => isKeyless(way) || way.startsWith('Notation');
const notOfThisKind = '-';

type Column = (way: Way, name: string) => Promise<string>;

const columns: Readonly<Record<string, Column>> = {
  good: async (way) => {
    beside(theImage('1'), await way.artefact(text('image')));
    return said(await look('1', way.by()), way.attestation === true);
  },
  none: async (way) => {
    theImage('1');
    return said(await look('1', way.by()), way.attestation === true);
  },
  'other key': async (way, name) => {
    if (isKeyless(name)) otherRoot = (await keyless(issuedAt)).root;
    beside(theImage('1'), await way.artefact(text('image')));
    return said(await look('1', way.by('other key')), way.attestation === true);
  },
  'other digest': async (way) => {
    const other = registry.image('1', { architecture: 'arm64' });
    beside(other.digest, await way.artefact(text('image')));
    return said(await look('1', way.by()), way.attestation === true);
  },
  tampered: async (way) => {
    const found = await way.artefact(text('image'));
    beside(theImage('1'), found, tampered(found.blob));
    return said(await look('1', way.by()), way.attestation === true);
  },
  'expired certificate': async (way, name) => {
    if (!hasCertificate(name)) return notOfThisKind;
    if (isKeyless(name)) authority = await keyless(issuedAt, new Date(issuedAt.getTime() + 3_600_000));
    beside(theImage('1'), await way.artefact(text('image')));
    return said(
      await look('1', way.by(), isKeyless(name) ? madeAt : madeAt + 20 * 365 * 86_400_000),
      way.attestation === true,
    );
  },
  'wrong identity': async (way, name) => {
    if (!hasCertificate(name)) return notOfThisKind;
    beside(theImage('1'), await way.artefact(text('image')));
    return said(await look('1', way.by('wrong identity')), way.attestation === true);
  },
  'wrong issuer': async (way, name) => {
    if (!isKeyless(name)) return notOfThisKind;
    beside(theImage('1'), await way.artefact(text('image')));
    return said(await look('1', way.by('wrong issuer')), way.attestation === true);
  },
  'missing log entry': async (way, name) => {
    if (!isKeyless(name)) return notOfThisKind;
    const found = await way.artefact(text('image'));
    const json = objectOf(JSON.parse(Buffer.from(found.blob).toString('utf8')));
    const material = { ...objectOf(json.verificationMaterial), tlogEntries: [] };
    beside(theImage('1'), found, Buffer.from(JSON.stringify({ ...json, verificationMaterial: material })));
    return said(await look('1', way.by()), way.attestation === true);
  },
  'one of two platforms': async (way) => {
    const signed = { digest: theImage('a'), mediaType: imageType, size: 1 };
    const other = registry.image('b', { architecture: 'arm64' });
    const platform = (architecture: string) => ({ os: 'linux', architecture });
    registry.manifest(
      {
        mediaType: indexType,
        manifests: [
          { ...signed, platform: platform('amd64') },
          { ...other, platform: platform('arm64') },
        ],
      },
      '1',
    );
    beside(signed.digest, await way.artefact(signed.digest));
    return said(await look('1', way.by()), way.attestation === true);
  },
  'for another repository': async (way) => {
    beside(theImage('1'), await way.artefact(text('image')));
    return said(await look('1', { ...way.by(), images: [`${registry.host}/*`] }), way.attestation === true);
  },
};

/** Twenty years after it was signed. */
const late = madeAt + 20 * 365 * 86_400_000;

/** What only a signature of an authority with revocation lists and a timestamp can meet. */
const ofAuthorities: Readonly<Record<string, readonly [by: () => JsonObject, at: number]>> = {
  'expired, timestamps not trusted': [() => signer.notation(text('root')), late],
  'expired, timestamp of a stranger': [() => signer.stamped(undefined, text('root')), late],
  'expired, timestamp revoked': [() => signer.stamped('stamp'), late],
  'not revoked': [() => signer.stamped('empty'), late],
  revoked: [() => signer.stamped('revoked'), madeAt],
  'revoked, its key lost before': [() => signer.stamped('revokedBefore'), madeAt],
  'revoked, its key lost after': [() => signer.stamped('revokedAfter'), late],
  'revocation list out of date': [() => signer.stamped('old'), late],
  'revocation list of an impostor': [() => signer.stamped('impostor'), madeAt],
};

async function authorityRows(name: string, way: Way): Promise<string[]> {
  const rows: string[] = [];
  for (const [column, [by, at]] of Object.entries(ofAuthorities)) {
    await registry.close();
    registry = await fakeRegistry();
    beside(theImage('1'), await way.artefact(text('image')));
    rows.push(`| ${name} | ${column} | ${said(await look('1', by(), at), false)} |`);
  }
  return rows;
}

describe('signatures', () => {
  it('are worth what the table says', async () => {
    const rows: string[] = [];
    for (const [name, way] of Object.entries(ways)) {
      for (const [column, cell] of Object.entries(columns)) {
        await registry.close();
        registry = await fakeRegistry();
        if (isKeyless(name)) authority = await keyless(issuedAt);
        rows.push(`| ${name} | ${column} | ${(await cell(way, name)).replaceAll(registry.host, 'HOST')} |`);
      }
      if (name.endsWith('timestamped')) rows.push(...(await authorityRows(name, way)));
    }
    const table = ['| signature | case | what is said |', '|---|---|---|', ...rows, ''].join('\n');
    await expect(table).toMatchFileSnapshot('golden/table.md');
  });
});
