// cosign's annotations beside a payload, put into the shape of a bundle so that one verifier knows them all.
// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { dig, type JsonObject, numberOf, objectOf, stringOf } from '../model/json.ts';
import { Refused } from './signed.ts';

interface Beside {
  readonly certificate: string | null;
  /** `dev.sigstore.cosign/bundle`: what the log promised. */
  readonly log: JsonObject | null;
}

/** `content` is the bundle's own part: `messageSignature` or `dsseEnvelope`. Throws Refused. */
export function asBundle({ certificate, log }: Beside, content: JsonObject): JsonObject {
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: {
      x509CertificateChain: { certificates: [{ rawBytes: derOf(certificate) }] },
      tlogEntries: log === null ? [] : [entryOf(log)],
    },
    ...content,
  };
}

function derOf(pem: string | null): string {
  if (pem === null) throw new Refused('other-key', 'it is signed with a key, not with a certificate');
  try {
    return new X509Certificate(pem).raw.toString('base64');
  } catch {
    throw new Refused('unreadable', 'its certificate cannot be read');
  }
}

/** `{SignedEntryTimestamp, Payload: {body, integratedTime, logIndex, logID}}` (sigstore/cosign, specs/SIGNATURE_SPEC.md). */
function entryOf(log: JsonObject): JsonObject {
  const payload = objectOf(log.Payload);
  const body = stringOf(payload.body) ?? '';
  const entry = entryIn(body);
  return {
    logIndex: String(numberOf(payload.logIndex) ?? 0),
    logId: { keyId: Buffer.from(stringOf(payload.logID) ?? '', 'hex').toString('base64') },
    kindVersion: {
      kind: stringOf(dig(entry, 'kind')) ?? '',
      version: stringOf(dig(entry, 'apiVersion')) ?? '',
    },
    integratedTime: String(numberOf(payload.integratedTime) ?? 0),
    inclusionPromise: { signedEntryTimestamp: stringOf(log.SignedEntryTimestamp) ?? '' },
    canonicalizedBody: body,
  };
}

function entryIn(body: string): unknown {
  try {
    return JSON.parse(Buffer.from(body, 'base64').toString('utf8'));
  } catch {
    throw new Refused('not-in-log', 'what the log promised cannot be read');
  }
}
