// Certificate revocation lists (RFC 5280, section 5), as files of the policy: read, verified, and asked about a chain.
// SPDX-License-Identifier: Apache-2.0
import { verify, type X509Certificate } from 'node:crypto';
import { bytesOf, type Der, derIn, type Extension, extensionsIn, partOf, taggedIn, timeIn } from './der.ts';
import { Refused } from './signed.ts';

export interface RevocationList {
  /** Name of the authority, in DER. */
  readonly issuer: Uint8Array;
  readonly signed: Uint8Array;
  readonly hash: string;
  readonly signature: Uint8Array;
  /** Milliseconds since 1970 from which on a newer list counts; null: never. */
  readonly nextUpdate: number | null;
  /** By serial number, in hexadecimal: milliseconds since 1970 from which on the key is not believed; null: not said. */
  readonly revoked: ReadonlyMap<string, number | null>;
}

/** Throws where the text holds no list in PEM, or one that cannot be read. */
export function revocationListsIn(text: string): readonly RevocationList[] {
  const blocks = [...text.matchAll(block)];
  if (blocks.length === 0) throw new Error('no list');
  return blocks.map(([, base64 = '']) => listIn(derIn(Buffer.from(base64, 'base64'))));
}

const block = /-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----/g;

// RFC 5758, section 3.2; RFC 4055, section 5.
const hashes: ReadonlyMap<string, string> = new Map([
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
]);

/** `CertificateList` (RFC 5280, 5.1). What may be left out comes in its order: the version, the next update, the certificates. */
function listIn(list: Der): RevocationList {
  const tbs = partOf(list, 0);
  const hash = hashes.get(partOf(partOf(list, 1), 0).toOID());
  if (hash === undefined) throw new Error('an algorithm that is not known');
  const parts = tbs.subs.filter(({ tag }) => !tag.isInteger() && !tag.isContextSpecific());
  const [, issuer, , ...rest] = parts;
  if (issuer === undefined) throw new Error('a part is missing');
  const isTime = ({ tag }: Der) => tag.isUTCTime() || tag.isGeneralizedTime();
  const next = rest.find(isTime);
  mustBeWhole(taggedIn(tbs, 0));
  return {
    ...{ issuer: bytesOf(issuer), signed: bytesOf(tbs), hash },
    // A bit string begins with the number of bits that are left over: none.
    signature: partOf(list, 2).value.subarray(1),
    nextUpdate: next === undefined ? null : timeIn(next),
    revoked: new Map((rest.find((part) => !isTime(part))?.subs ?? []).map(entryIn)),
  };
}

const distributionPoint = '2.5.29.28';
/** `[4] indirectCRL TRUE` among its parts (RFC 5280, 5.2.5): no name holds these bytes. */
const indirect = Buffer.from([0x84, 0x01, 0xff]);

/** A list of changes alone, or of other authorities’ certificates, does not say what one of its own says. */
function mustBeWhole(wrapped: Der | undefined): void {
  const extensions = wrapped === undefined ? [] : extensionsIn(partOf(wrapped, 0));
  const isOfOthers = ({ name, value }: Extension) =>
    name !== distributionPoint || Buffer.from(value).includes(indirect);
  if (extensions.some((one) => one.critical && isOfOthers(one))) throw new Error('a critical extension');
}

const invalidityDate = '2.5.29.24';

function entryIn(entry: Der): [string, number | null] {
  const [serial, , extensions] = entry.subs;
  if (serial === undefined) throw new Error('an entry without a number');
  const invalid = extensions === undefined ? undefined : extensionsIn(extensions).find(isInvalidity);
  return [hexOf(serial.value), invalid === undefined ? null : timeIn(derIn(invalid.value))];
}

function isInvalidity({ name }: Extension): boolean {
  return name === invalidityDate;
}

/** As node:crypto writes serial numbers, but without what either puts before them. */
function hexOf(serial: Uint8Array): string {
  return withoutZeros(Buffer.from(serial).toString('hex'));
}

function withoutZeros(hex: string): string {
  return hex.toLowerCase().replace(/^0+/, '');
}

export interface Asked {
  readonly lists: readonly RevocationList[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** When it was signed, where that is proven; else null. */
  readonly provenAt: number | null;
}

/** Throws Refused where a list of one of the authorities names a certificate below it, or is too old to tell. */
export function mustNotBeRevoked(chain: readonly X509Certificate[], asked: Asked): void {
  if (asked.lists.length === 0) return;
  chain.forEach((certificate, place) => {
    // A root of the trust store is believed because the policy says so.
    const issuer = chain[place + 1];
    if (issuer !== undefined) mustNotBeListed(certificate, issuer, asked);
  });
}

function mustNotBeListed(
  certificate: X509Certificate,
  issuer: X509Certificate,
  { lists, now, provenAt }: Asked,
): void {
  const name = subjectOf(issuer);
  for (const list of lists.filter((one) => name.equals(one.issuer))) {
    if (!verify(list.hash, list.signed, issuer.publicKey, list.signature))
      throw new Refused('revoked', 'the revocation list of its authority is not signed by that authority');
    const serial = withoutZeros(certificate.serialNumber);
    const since = list.revoked.get(serial);
    // Trust store and trust policy specification, "Revocation Checking with CRL": what was signed before counts on.
    if (since !== undefined && !(since !== null && provenAt !== null && provenAt < since))
      throw new Refused('revoked', 'its certificate is revoked');
    if (list.nextUpdate !== null && list.nextUpdate < now)
      throw new Refused(
        'revoked',
        `whether its certificate is revoked is not known: ${ended(list.nextUpdate)}`,
      );
  }
}

function ended(nextUpdate: number): string {
  return `the revocation list of its authority was to be replaced on ${new Date(nextUpdate).toISOString()}`;
}

/** `TBSCertificate` (RFC 5280, 4.1): version [0], number, algorithm, issuer, validity, subject. */
function subjectOf({ raw }: X509Certificate): Buffer {
  const tbs = partOf(derIn(raw), 0);
  return bytesOf(partOf(tbs, taggedIn(tbs, 0) === undefined ? 4 : 5));
}
