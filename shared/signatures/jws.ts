// Notary Project signatures as JWS (signature-envelope-jws.md), by jose.
// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { type FlattenedJWSInput, flattenedVerify } from 'jose';
import { isObject, type JsonObject, listOf, objectOf, stringOf, stringsOf } from '../model/json.ts';
import { criticalHeaders, type Envelope, maximumEnvelope, mustBeKnown } from './notation.ts';
import { Refused } from './signed.ts';

const algorithms = ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];

/** Rejects with Refused unless the envelope is signed with its own first certificate. */
export async function openJws(bytes: Uint8Array): Promise<Envelope> {
  const jws = jwsIn(bytes);
  const chain = certificatesOf(
    listOf(objectOf(jws.header).x5c).map((text) => Buffer.from(stringOf(text) ?? '', 'base64')),
  );
  const headers = protectedOf(jws);
  mustBeKnown(stringsOf(headers.crit), headers.cty);
  const payload = await verifyJws(jws, chain);
  const timestamp = stringOf(objectOf(jws.header)['io.cncf.notary.timestampSignature']);
  return {
    ...{ payload, chain },
    signature: Buffer.from(stringOf(jws.signature) ?? '', 'base64url'),
    timestamp: timestamp === null ? null : Buffer.from(timestamp, 'base64'),
    plugin: stringOf(headers['io.cncf.notary.verificationPlugin']),
    profile: stringOf(headers['com.amazonaws.signer.signingProfileVersion']),
    scheme: stringOf(headers['io.cncf.notary.signingScheme']) ?? '',
    signedAt: timeOf(headers['io.cncf.notary.authenticSigningTime']),
    expiresAt: timeOf(headers['io.cncf.notary.expiry']),
  };
}

function jwsIn(bytes: Uint8Array): JsonObject {
  if (bytes.length > maximumEnvelope) throw new Refused('unreadable', 'the signature is larger than any is');
  return objectIn(new TextDecoder().decode(bytes));
}

function objectIn(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new Refused('unreadable', 'the signature is no JWS');
}

function protectedOf(jws: JsonObject): JsonObject {
  return objectIn(Buffer.from(stringOf(jws.protected) ?? '', 'base64url').toString('utf8'));
}

export function certificatesOf(chain: readonly Uint8Array[]): readonly X509Certificate[] {
  try {
    return chain.map((der) => new X509Certificate(der));
  } catch {
    throw new Refused('unreadable', 'a certificate of the signature cannot be read');
  }
}

async function verifyJws(jws: JsonObject, [leaf]: readonly X509Certificate[]): Promise<Uint8Array> {
  if (leaf === undefined) throw new Refused('unreadable', 'the signature carries no certificate');
  const input: FlattenedJWSInput = {
    payload: stringOf(jws.payload) ?? '',
    protected: stringOf(jws.protected) ?? '',
    signature: stringOf(jws.signature) ?? '',
  };
  const crit = Object.fromEntries(criticalHeaders.map((name) => [name, true]));
  try {
    return (await flattenedVerify(input, leaf.publicKey, { algorithms, crit })).payload;
  } catch {
    throw new Refused('tampered', 'the signature does not fit what is signed');
  }
}

/** RFC 3339. */
function timeOf(value: unknown): number | null {
  const text = stringOf(value);
  if (text === null) return null;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Refused('unreadable', 'a time in the signature cannot be read');
  return time;
}
