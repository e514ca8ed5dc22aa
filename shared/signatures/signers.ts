// The signers of a policy, ready to verify with: keys and certificates parsed once.
// SPDX-License-Identifier: Apache-2.0
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { matchesAny } from '../model/glob.ts';
import { isObject, type JsonObject, listOf, objectOf, stringOf, stringsOf } from '../model/json.ts';
import { weaknessOf } from './key-strength.ts';
import { type RevocationList, revocationListsIn } from './revocation.ts';

interface Named {
  readonly name: string;
  /** Globs on references; null: every image. */
  readonly images: readonly string[] | null;
}

export type Signer = Named &
  (
    | { readonly kind: 'cosign-key'; readonly key: KeyObject }
    | {
        readonly kind: 'keyless';
        readonly issuer: string;
        readonly identity: string;
        readonly root: JsonObject | null;
      }
    | {
        readonly kind: 'notation';
        readonly roots: readonly X509Certificate[];
        readonly identities: readonly string[];
        /** The roots are of an authority whose signing times count. */
        readonly authority: boolean;
        /** Roots of the authorities whose timestamps count; empty: none does. */
        readonly timestampRoots: readonly X509Certificate[];
        readonly revocations: readonly RevocationList[];
      }
  );

export type SignerFound =
  | { readonly ok: true; readonly signer: Signer }
  /** `key`: where the file is named that it cannot be used for; empty: it is none. */
  | { readonly ok: false; readonly reason: string; readonly key: string; readonly file: string };

/** A signer as the policy names it, with the text of its files under `files`. */
export function signerIn(said: JsonObject): SignerFound {
  const name = stringOf(said.name) ?? 'signer';
  try {
    return { ok: true, signer: parsed(said, name) };
  } catch (error) {
    if (error instanceof UselessFile)
      return { ok: false, reason: error.message, key: error.key, file: error.file };
    return { ok: false, reason: `signer ${name} cannot be used`, key: '', file: '' };
  }
}

class UselessFile extends Error {
  readonly key: string;
  readonly file: string;

  constructor(key: string, file: string, what: string) {
    super(`${file} ${what}`);
    this.key = key;
    this.file = file;
  }
}

function parsed(said: JsonObject, name: string): Signer {
  const named: Named = { name, images: said.images === undefined ? null : stringsOf(said.images) };
  const key = stringOf(said['cosign-key']);
  if (key !== null) return { ...named, kind: 'cosign-key', key: keyIn(fileOf(said, key), key) };
  if (isObject(said.keyless)) {
    const { issuer, identity } = said.keyless;
    const root = stringOf(said.keyless['trusted-root']);
    return {
      ...{ ...named, kind: 'keyless', issuer: stringOf(issuer) ?? '', identity: stringOf(identity) ?? '' },
      root: root === null ? null : rootIn(fileOf(said, root), root),
    };
  }
  return notationIn(said, named);
}

function notationIn(said: JsonObject, named: Named): Signer {
  const notation = objectOf(said.notation);
  const store = stringOf(notation['trust-store']) ?? '';
  const stamps = stringOf(notation['timestamp-roots']);
  return {
    ...{ ...named, kind: 'notation', identities: stringsOf(notation.identities) },
    roots: certificatesIn(fileOf(said, store), store, 'trust-store'),
    authority: notation.authority === true,
    timestampRoots: stamps === null ? [] : certificatesIn(fileOf(said, stamps), stamps, 'timestamp-roots'),
    revocations: stringsOf(notation['revocation-lists']).flatMap((file) => listsIn(fileOf(said, file), file)),
  };
}

function fileOf(said: JsonObject, name: string): string {
  return stringOf(objectOf(said.files)[name]) ?? '';
}

function keyIn(text: string, file: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(text);
  } catch {
    throw new UselessFile('cosign-key', file, 'holds no public key in PEM');
  }
  const type = key.asymmetricKeyType ?? '';
  if (!['ec', 'rsa', 'ed25519'].includes(type))
    throw new UselessFile(
      'cosign-key',
      file,
      `holds a key of type ${type}: cosign signs with ECDSA, RSA and Ed25519`,
    );
  mustBeStrong(key, 'cosign-key', file);
  return key;
}

function mustBeStrong(publicKey: KeyObject, key: string, file: string): void {
  const weak = weaknessOf(publicKey);
  if (weak !== null) throw new UselessFile(key, file, `holds ${weak}`);
}

function rootIn(text: string, file: string): JsonObject {
  const key = 'trusted-root';
  try {
    const root: unknown = JSON.parse(text);
    if (isObject(root) && Array.isArray(root.certificateAuthorities)) {
      for (const { publicKey } of authoritiesIn(root)) mustBeStrong(publicKey, key, file);
      return root;
    }
  } catch (error) {
    if (error instanceof UselessFile) throw error;
  }
  throw new UselessFile(key, file, 'is no trusted root of Sigstore');
}

/** Certificates of those who certify signers (sigstore/protobuf-specs, sigstore_trustroot.proto, CertificateAuthority). */
function authoritiesIn(root: JsonObject): readonly X509Certificate[] {
  return listOf(root.certificateAuthorities)
    .flatMap((authority) => listOf(objectOf(objectOf(authority).certChain).certificates))
    .flatMap((one) => stringOf(objectOf(one).rawBytes) ?? [])
    .map((raw) => new X509Certificate(Buffer.from(raw, 'base64')));
}

const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,20000}-----END CERTIFICATE-----/g;

function certificatesIn(text: string, file: string, key: string): readonly X509Certificate[] {
  try {
    const found = (text.match(block) ?? []).map((pem) => new X509Certificate(pem));
    for (const { publicKey } of found) mustBeStrong(publicKey, key, file);
    if (found.length > 0) return found;
  } catch (error) {
    if (error instanceof UselessFile) throw error;
  }
  throw new UselessFile(key, file, 'holds no certificate in PEM');
}

function listsIn(text: string, file: string): readonly RevocationList[] {
  try {
    return revocationListsIn(text);
  } catch {
    throw new UselessFile('revocation-lists', file, 'holds no complete revocation list in PEM');
  }
}

/** True where the signer may sign the image: its reference, with or without what stands behind the repository. */
export function mayNamed({ images }: Pick<Signer, 'images'>, names: readonly string[]): boolean {
  return images === null || names.some((name) => matchesAny(images, name));
}
