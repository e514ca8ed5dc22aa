// A certificate authority and a log of Sigstore's kind, made for a test, and bundles signed under them (@sigstore/mock).
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { initializeCA, initializeCTLog, initializeTLog } from '@sigstore/mock';
import { dig, type JsonObject, objectOf, stringOf } from '../../shared/model/json.ts';

export const issuer = 'https://token.actions.githubusercontent.com';
export const identity = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main';

export interface Keyless {
  /** A trusted root that knows this authority and log, as a policy's file. */
  readonly root: string;
  sign(digest: string, change?: Change): Promise<JsonObject>;
  /** Signs bytes as they are, without a statement. */
  signBytes(bytes: Uint8Array, change?: Change): Promise<JsonObject>;
}

export interface Change {
  readonly issuer?: string;
  readonly identity?: string;
  readonly predicateType?: string;
  readonly predicate?: JsonObject;
}

const pair = (namedCurve = 'prime256v1') => generateKeyPairSync('ec', { namedCurve });
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** `logged`: when the log takes entries, where that is not when certificates are issued. */
export async function keyless(at: Date, logged = at): Promise<Keyless> {
  const ctLog = await initializeCTLog(pair(), at);
  const ca = await initializeCA(pair('secp384r1'), ctLog, at);
  const log = await initializeTLog('https://rekor.test', pair(), logged);
  const key = (publicKey: Uint8Array) => ({
    rawBytes: base64(publicKey),
    keyDetails: 'PKIX_ECDSA_P256_SHA_256',
    validFor: { start: '2020-01-01T00:00:00Z' },
  });
  const logOf = (url: string, publicKey: Uint8Array, id: Uint8Array) => ({
    ...{ baseUrl: url, hashAlgorithm: 'SHA2_256', publicKey: key(publicKey), logId: { keyId: base64(id) } },
  });
  const logId = createHash('sha256').update(log.publicKey).digest();
  const bytesOf = (view: ArrayBufferView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const root = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [logOf('https://rekor.test', log.publicKey, logId)],
    ctlogs: [logOf('https://ctfe.test', ctLog.publicKey, bytesOf(ctLog.logID))],
    timestampAuthorities: [],
    certificateAuthorities: [
      {
        subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
        uri: 'https://fulcio.test',
        certChain: { certificates: [{ rawBytes: base64(bytesOf(ca.rootCertificate)) }] },
        validFor: { start: '2020-01-01T00:00:00Z' },
      },
    ],
  };
  const issued = async (change: Change) => {
    const { publicKey, privateKey } = pair();
    const certificate = bytesOf(
      await ca.issueCertificate({
        publicKey: publicKey.export({ format: 'der', type: 'spki' }) as Uint8Array<ArrayBuffer>,
        subjectAltName: change.identity ?? identity,
        extensions: [{ oid: '1.3.6.1.4.1.57264.1.8', value: change.issuer ?? issuer }],
      }),
    );
    const pem = `-----BEGIN CERTIFICATE-----\n${base64(certificate)}\n-----END CERTIFICATE-----\n`;
    return { certificate, pem, privateKey };
  };
  return {
    root: JSON.stringify(root),
    async signBytes(bytes, change = {}) {
      const { certificate, pem, privateKey } = await issued(change);
      const sig = sign('sha256', bytes, privateKey).toString('base64');
      const hash = createHash('sha256').update(bytes);
      const digest = hash.copy().digest('base64');
      const entry = await log.log({
        ...{ apiVersion: '0.0.1', kind: 'hashedrekord' },
        spec: {
          data: { hash: { algorithm: 'sha256', value: hash.digest('hex') } },
          signature: { content: sig, publicKey: { content: Buffer.from(pem).toString('base64') } },
        },
      });
      return {
        ...bundleOf(certificate, entryOf(Object.values(entry)[0] as unknown as JsonObject, 'hashedrekord')),
        messageSignature: { messageDigest: { algorithm: 'SHA2_256', digest }, signature: sig },
      };
    },
    async sign(digest, change = {}) {
      const { certificate, pem, privateKey } = await issued(change);
      const payload = Buffer.from(JSON.stringify(statement(digest, change)));
      const payloadType = 'application/vnd.in-toto+json';
      const encoded = Buffer.concat([
        Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
        payload,
      ]);
      const sig = sign('sha256', encoded, privateKey).toString('base64');
      const entry = await log.log({
        ...{ apiVersion: '0.0.1', kind: 'dsse' },
        spec: {
          payloadHash: { algorithm: 'sha256', value: createHash('sha256').update(payload).digest('hex') },
          signatures: [{ signature: sig, verifier: Buffer.from(pem).toString('base64') }],
        },
      });
      return {
        ...bundleOf(certificate, entryOf(Object.values(entry)[0] as unknown as JsonObject, 'dsse')),
        dsseEnvelope: { payload: base64(payload), payloadType, signatures: [{ sig, keyid: '' }] },
      };
    },
  };
}

function bundleOf(certificate: Uint8Array, entry: JsonObject): JsonObject {
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { certificate: { rawBytes: base64(certificate) }, tlogEntries: [entry] },
  };
}

function statement(digest: string, { predicateType, predicate }: Change): JsonObject {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ digest: { sha256: digest.replace('sha256:', '') } }],
    predicateType: predicateType ?? 'https://sigstore.dev/cosign/sign/v1',
    predicate: predicate ?? {},
  };
}

/** The log's answer as a bundle carries it. */
function entryOf(entry: JsonObject, kind: string): JsonObject {
  const proof = objectOf(dig(entry, 'verification', 'inclusionProof'));
  const hex = (text: unknown) => Buffer.from(stringOf(text) ?? '', 'hex').toString('base64');
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: hex(entry.logID) },
    kindVersion: { kind, version: '0.0.1' },
    integratedTime: String(entry.integratedTime),
    inclusionPromise: { signedEntryTimestamp: dig(entry, 'verification', 'signedEntryTimestamp') as string },
    inclusionProof: {
      ...{ logIndex: String(proof.logIndex), treeSize: String(proof.treeSize), hashes: [] },
      ...{ rootHash: hex(proof.rootHash), checkpoint: { envelope: proof.checkpoint ?? '' } },
    },
    canonicalizedBody: entry.body ?? '',
  };
}
