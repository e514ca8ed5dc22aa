// Notary Project signatures as COSE_Sign1 (signature-envelope-cose.md, RFC 9052): cbor2 reads, node:crypto verifies.
// SPDX-License-Identifier: Apache-2.0
import { constants, type KeyObject, verify, type X509Certificate } from 'node:crypto';
import { decode, encode, Tag } from 'cbor2';
import { stringOf } from '../model/json.ts';
import { certificatesOf } from './jws.ts';
import { type Envelope, maximumEnvelope, mustBeKnown } from './notation.ts';
import { Refused } from './signed.ts';

type Headers = ReadonlyMap<unknown, unknown>;

/** Rejects with Refused unless the envelope is signed with its own first certificate. */
export function openedCose(bytes: Uint8Array): Envelope {
  const [protectedBytes, unprotected, payload, signature] = partsOf(bytes);
  const headers = headersIn(protectedBytes);
  // RFC 9360: `x5chain` is one certificate, or a list of them.
  const said = unprotected.get(33);
  const chain = certificatesOf(
    (Array.isArray(said) ? said : [said]).filter((one) => one instanceof Uint8Array),
  );
  const [leaf] = chain;
  if (leaf === undefined) throw new Refused('unreadable', 'the signature carries no certificate');
  const critical = headers.get(2);
  mustBeKnown(Array.isArray(critical) ? critical : [critical], headers.get(3));
  if (!isSigned({ protectedBytes, payload, signature }, headers.get(1), leaf))
    throw new Refused('tampered', 'the signature does not fit what is signed');
  const timestamp = unprotected.get('io.cncf.notary.timestampSignature');
  return {
    ...{ payload, signature, chain },
    timestamp: timestamp instanceof Uint8Array ? timestamp : null,
    plugin: stringOf(headers.get('io.cncf.notary.verificationPlugin')),
    profile: stringOf(headers.get('com.amazonaws.signer.signingProfileVersion')),
    scheme: String(headers.get('io.cncf.notary.signingScheme') ?? ''),
    signedAt: timeOf(headers.get('io.cncf.notary.authenticSigningTime')),
    expiresAt: timeOf(headers.get('io.cncf.notary.expiry')),
  };
}

type Parts = readonly [Uint8Array, Headers, Uint8Array, Uint8Array];

/** COSE_Sign1_Tagged (18): protected headers, others, payload, signature. */
function partsOf(bytes: Uint8Array): Parts {
  if (bytes.length > maximumEnvelope) throw new Refused('unreadable', 'the signature is larger than any is');
  // A Buffer would come apart into Buffers, which cbor2 writes as what their toJSON says.
  const value = decoded(Uint8Array.from(bytes));
  const list: unknown = value instanceof Tag && Number(value.tag) === 18 ? value.contents : value;
  const [first, second, third, fourth] = Array.isArray(list) ? list : [];
  if (!(first instanceof Uint8Array && third instanceof Uint8Array && fourth instanceof Uint8Array))
    throw new Refused('unreadable', 'the signature is no COSE_Sign1');
  return [first, mapOf(second), third, fourth];
}

function headersIn(bytes: Uint8Array): Headers {
  return mapOf(decoded(bytes));
}

function decoded(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, { preferMap: true, maxDepth: 16 });
  } catch {
    throw new Refused('unreadable', 'the signature is no CBOR');
  }
}

function mapOf(value: unknown): Headers {
  if (value instanceof Map) return value;
  throw new Refused('unreadable', 'the signature has no headers');
}

// RFC 9053, "ECDSA"; RFC 8230, "RSASSA-PSS Algorithm".
const hashes: ReadonlyMap<number, { readonly hash: string; readonly type: 'ec' | 'rsa' }> = new Map([
  [-7, { hash: 'sha256', type: 'ec' }],
  [-35, { hash: 'sha384', type: 'ec' }],
  [-36, { hash: 'sha512', type: 'ec' }],
  [-37, { hash: 'sha256', type: 'rsa' }],
  [-38, { hash: 'sha384', type: 'rsa' }],
  [-39, { hash: 'sha512', type: 'rsa' }],
]);

interface SignedParts {
  readonly protectedBytes: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** Over the Sig_structure of RFC 9052, section 4.4. */
function isSigned(parts: SignedParts, algorithm: unknown, { publicKey }: X509Certificate): boolean {
  const known = hashes.get(Number(algorithm));
  if (known === undefined || known.type !== publicKey.asymmetricKeyType) return false;
  const { protectedBytes, payload, signature } = parts;
  const structure = encode(['Signature1', protectedBytes, new Uint8Array(), payload]);
  return verify(known.hash, structure, optionsOf(publicKey), signature);
}

function optionsOf(key: KeyObject) {
  return key.asymmetricKeyType === 'ec'
    ? ({ key, dsaEncoding: 'ieee-p1363' } as const)
    : { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

/** Tag 1: seconds since 1970, which cbor2 reads as a date. */
function timeOf(value: unknown): number | null {
  if (value === undefined) return null;
  const seconds = value instanceof Date ? value.getTime() / 1000 : Number.NaN;
  if (!Number.isFinite(seconds)) throw new Refused('unreadable', 'a time in the signature cannot be read');
  return seconds * 1000;
}
