// Timestamps and revocation lists, made by openssl (make-artefacts.ts): what is changed in them counts for nothing, and none of it breaks anything.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dig, type JsonObject, objectOf, stringOf } from '../../shared/model/json.ts';
import { isIdentity } from '../../shared/signatures/notation.ts';
import { mustNotBeRevoked, revocationListsIn } from '../../shared/signatures/revocation.ts';
import { Refused } from '../../shared/signatures/signed.ts';
import { signerIn } from '../../shared/signatures/signers.ts';
import { type Stamped, stampedAt } from '../../shared/signatures/timestamp.ts';
import { runs } from '../support/extent.ts';

const artefacts = objectOf(JSON.parse(readFileSync(new URL('artefacts.json', import.meta.url), 'utf8')));
const text = (...path: readonly string[]) => stringOf(dig(artefacts, ...path)) ?? '';
const jws = objectOf(
  JSON.parse(Buffer.from(text('signatures', 'Notation, JWS, timestamped', 'blob'), 'base64').toString()),
);
const signature = Buffer.from(stringOf(jws.signature) ?? '', 'base64url');
const token = Buffer.from(stringAt(dig(jws, 'header', 'io.cncf.notary.timestampSignature')), 'base64');
const madeAt = Date.parse(text('madeAt'));
const authorities = { roots: [new X509Certificate(text('timestampRoot'))], lists: [], now: madeAt };

function stringAt(value: unknown): string {
  return stringOf(value) ?? '';
}

/** What the timestamp says; null: it is refused. Whatever else is thrown is a fault. */
function stamped(changed: Uint8Array, bytes: Uint8Array = signature): Stamped | null {
  try {
    return stampedAt(changed, bytes, authorities);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

describe('a timestamp', () => {
  it('says when the authority had the signature, as exactly as it knows', () => {
    const found = stamped(token);
    expect((found?.to ?? 0) - (found?.from ?? 0)).toBe(3_000);
    expect(Math.abs((found?.to ?? 0) - madeAt)).toBeLessThan(60_000);
  });

  it('is of that signature alone', () => {
    expect(stamped(token, Buffer.concat([signature, Buffer.from([0])]))).toBeNull();
    expect(stamped(token, signature.subarray(1))).toBeNull();
  });

  it('says the same or nothing, whichever byte of it is another', () => {
    const good = stamped(token);
    const place = fc.nat({ max: token.length - 1 });
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(token);
        changed[at] = (changed[at] ?? 0) ^ change;
        expect([null, good]).toContainEqual(stamped(changed));
      }),
      runs(400),
    );
  });

  it('is refused cut short, drawn out, or made up', () => {
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), (length) => {
        expect(stamped(token.subarray(0, length))).toBeNull();
      }),
      runs(100),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(stamped(bytes)).toBeNull();
      }),
    );
    expect(stamped(Buffer.concat([token, Buffer.alloc(65 * 1024)]))).toBeNull();
    // Thousands of sequences, each in the other.
    expect(stamped(Buffer.alloc(60_000, Buffer.from([0x30, 0x80])))).toBeNull();
    expect(stamped(Buffer.alloc(60_000, Buffer.from([0x24, 0x7e])))).toBeNull();
  });
});

describe('a revocation list', () => {
  const root = new X509Certificate(text('root'));
  const [leaf] = (dig(jws, 'header', 'x5c') as readonly string[]).map(
    (der) => new X509Certificate(Buffer.from(der, 'base64')),
  );
  const chain = leaf === undefined ? [] : [leaf, root];
  const refused = (...names: readonly string[]) => {
    const lists = revocationListsIn(names.map((name) => text('lists', name)).join('\n'));
    const asked = { lists, now: madeAt, provenAt: null };
    try {
      mustNotBeRevoked(chain, asked);
      return null;
    } catch (error) {
      return error instanceof Refused ? error.message : error;
    }
  };

  it('is one of several in a file, and each counts', () => {
    expect(refused('empty', 'stamp')).toBeNull();
    expect(refused('empty', 'revoked')).toBe('its certificate is revoked');
    expect(refused('revoked', 'empty')).toBe('its certificate is revoked');
    expect(refused('point')).toBe('its certificate is revoked');
    expect(refused('old')).toBeNull();
  });

  const signer = (list: string): JsonObject => ({
    name: 'release',
    notation: { 'trust-store': 's', identities: ['*'], 'revocation-lists': ['l'] },
    files: { s: text('root'), l: list },
  });
  it.each([
    ['nothing', ''],
    ['a certificate', text('root')],
    ['changes alone', text('lists', 'changes')],
    ['certificates of others', text('lists', 'indirect')],
    ['half a list', text('lists', 'empty').slice(0, 200)],
    ['something else in PEM', '-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n'],
  ])('is none in a file that holds %s', (_, list) => {
    const reason = 'l holds no complete revocation list in PEM';
    expect(signerIn(signer(list))).toEqual({ ok: false, reason, key: 'revocation-lists', file: 'l' });
  });
});

describe('an identity', () => {
  const subject = 'C=US\nO=Acme\\, Inc.\nCN=release';
  it.each([
    ['*', true],
    ['x509.subject: C=US, O=Acme\\, Inc.', true],
    ['x509.subject: CN=release', true],
    ['x509.subject: C=US, O=Acme', false],
    ['x509.subject: C=DE, CN=release', false],
    ['x509.subject:', false],
  ])('%s: %s', (wanted, is) => expect(isIdentity(wanted, { subject })).toBe(is));
});
