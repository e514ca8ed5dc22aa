// Timestamps of RFC 3161 that countersign a signature: when an authority says that it was there.
// SPDX-License-Identifier: Apache-2.0
import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { timeStamping, trustedChain } from './chain.ts';
import { bytesOf, type Der, derIn, partOf, taggedIn, timeIn } from './der.ts';
import { mustNotBeRevoked, type RevocationList } from './revocation.ts';
import { Refused } from './signed.ts';

/** The signature was made at the latest by then; milliseconds since 1970, as exactly as the authority knows. */
export interface Stamped {
  readonly from: number;
  readonly to: number;
}

/** Whom timestamps are believed of. */
export interface Authorities {
  readonly roots: readonly X509Certificate[];
  readonly lists: readonly RevocationList[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

// A token is a signature and the certificates of an authority.
const maximumToken = 64 * 1024;

/** When the authority of a `TimeStampToken` had the bytes. Throws Refused. */
export function stampedAt(token: Uint8Array, bytes: Uint8Array, authorities: Authorities): Stamped {
  if (token.length > maximumToken) throw new Refused('unreadable', 'the timestamp is larger than any is');
  try {
    return stampIn(tokenIn(token), bytes, authorities);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused('unreadable', 'the timestamp cannot be read');
  }
}

const names = {
  signedData: '1.2.840.113549.1.7.2',
  timestamp: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  pss: '1.2.840.113549.1.1.10',
} as const;

const hashes: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

function hashOf(algorithm: Der): string {
  const hash = hashes.get(partOf(algorithm, 0).toOID());
  if (hash === undefined) throw new Refused('unreadable', 'the timestamp is over a hash that is not SHA-2');
  return hash;
}

function digested(hash: string, bytes: Uint8Array): Buffer {
  return createHash(hash).update(bytes).digest();
}

interface Token {
  readonly certificates: readonly X509Certificate[];
  /** `TSTInfo`, as it was signed. */
  readonly content: Buffer;
  readonly signer: Der;
}

/** `ContentInfo` around `SignedData` (RFC 5652, 3 and 5.1) around `TSTInfo`. */
function tokenIn(token: Uint8Array): Token {
  const outer = derIn(token);
  const data = partOf(partOf(outer, 1), 0);
  const encapsulated = partOf(data, 2);
  const signers = data.subs.at(-1)?.subs ?? [];
  const [signer] = signers;
  if (
    partOf(outer, 0).toOID() !== names.signedData ||
    partOf(encapsulated, 0).toOID() !== names.timestamp ||
    signer === undefined ||
    signers.length > 1
  )
    throw new Error('no timestamp');
  return {
    certificates: (taggedIn(data, 0)?.subs ?? []).map((one) => new X509Certificate(bytesOf(one))),
    content: Buffer.from(partOf(partOf(encapsulated, 1), 0).value),
    signer,
  };
}

function stampIn(
  { certificates, content, signer }: Token,
  bytes: Uint8Array,
  { roots, lists, now }: Authorities,
): Stamped {
  const info = derIn(content);
  const imprint = partOf(info, 2);
  if (!digested(hashOf(partOf(imprint, 0)), bytes).equals(partOf(imprint, 1).value))
    throw new Refused('tampered', 'the timestamp is of another signature');
  const { at, spread } = timeOf(info);
  const leaf = signerOf(certificates, content, signer);
  const chain = trustedChain(orderedFrom(leaf, certificates), { roots, at: [at] }, timeStamping);
  mustNotBeRevoked(chain, { lists, now, provenAt: null });
  return { from: at - spread, to: at + spread };
}

/** The certificate whose key signed the content; it must be the one that the signed attributes name (RFC 5816). */
function signerOf(certificates: readonly X509Certificate[], content: Buffer, signer: Der): X509Certificate {
  const hash = hashOf(partOf(signer, 2));
  const attributes = taggedIn(signer, 0);
  if (attributes === undefined) throw new Error('nothing is signed');
  const [type, digest] = [names.contentType, names.messageDigest].map((name) =>
    attributeIn(attributes, name),
  );
  if (type?.toOID() !== names.timestamp || digest?.value.equals(digested(hash, content)) !== true)
    throw new Refused('tampered', 'the timestamp does not fit what its authority signed');
  // RFC 5652, 5.4: over the SET OF the attributes, in place of the tag that they stand under.
  const signed = bytesOf(attributes, 0x31);
  const [algorithm, signature] = signer.subs.slice(signer.subs.indexOf(attributes) + 1);
  if (algorithm === undefined || signature === undefined) throw new Error('no signature');
  const isPss = partOf(algorithm, 0).toOID() === names.pss;
  const leaf = certificates.find(({ publicKey: key, raw }) => {
    if (!isNamed(raw, attributes)) return false;
    const options = isPss ? { key, padding: constants.RSA_PKCS1_PSS_PADDING } : key;
    return verify(hash, signed, options, signature.value);
  });
  if (leaf === undefined)
    throw new Refused('tampered', 'no certificate beside the timestamp is of the key that signed it');
  return leaf;
}

function attributeIn({ subs }: Der, name: string): Der | undefined {
  const attribute = subs.find((one) => partOf(one, 0).toOID() === name);
  return attribute === undefined ? undefined : partOf(partOf(attribute, 1), 0);
}

/** `SigningCertificate` holds SHA-1 (RFC 2634, 5.4), its successor a hash with SHA-256 as the default (RFC 5035, 4). */
function isNamed(certificate: Uint8Array, attributes: Der): boolean {
  const newer = attributeIn(attributes, names.signingCertificateV2);
  const named = newer ?? attributeIn(attributes, names.signingCertificate);
  if (named === undefined) return false;
  const { subs } = partOf(partOf(named, 0), 0);
  const digest = subs.find(({ tag }) => tag.isOctetString());
  const [first] = subs;
  const hash =
    newer === undefined ? 'sha1' : first === digest || first === undefined ? 'sha256' : hashOf(first);
  return digest?.value.equals(digested(hash, certificate)) === true;
}

/** Beside the timestamp its certificates lie in any order. */
function orderedFrom(
  leaf: X509Certificate,
  certificates: readonly X509Certificate[],
): readonly X509Certificate[] {
  const chain = [leaf];
  const left = new Set(certificates.filter((one) => one !== leaf));
  for (let last: X509Certificate | undefined = leaf; last !== undefined; ) {
    const below: X509Certificate = last;
    const issuer: X509Certificate | undefined = [...left].find((one) => below.checkIssued(one));
    if (issuer !== undefined) {
      chain.push(issuer);
      left.delete(issuer);
    }
    last = issuer;
  }
  return chain;
}

// ETSI EN 319 421, "baseline time-stamp policy": exact to one second where nothing else is said (RFC 3628, 5.2).
const baseline = '0.4.0.2023.1.1';

/** `genTime` with its accuracy (RFC 3161, 2.4.2). */
function timeOf(info: Der): { at: number; spread: number } {
  const at = timeIn(partOf(info, 4));
  const accuracy = info.subs.slice(5).find(({ tag }) => tag.toDER() === 0x30);
  const usual = partOf(info, 1).toOID() === baseline ? 1000 : 0;
  return { at, spread: accuracy === undefined ? usual : millisecondsOf(accuracy) };
}

function millisecondsOf(accuracy: Der): number {
  const whole = (part: Der | undefined) =>
    part === undefined ? 0 : Number.parseInt(part.value.toString('hex') || '0', 16);
  const seconds = whole(accuracy.subs.find(({ tag }) => tag.isInteger()));
  return seconds * 1000 + whole(taggedIn(accuracy, 0)) + (taggedIn(accuracy, 1) === undefined ? 0 : 1);
}
