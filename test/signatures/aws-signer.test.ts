// Signatures as AWS Signer makes them: what they demand is checked, and whose they are stands in the signing profile alone.
import { generateKeyPairSync } from 'node:crypto';
import { initializeCA, initializeCTLog } from '@sigstore/mock';
import { FlattenedSign } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/model/json.ts';
import { signerIn } from '../../shared/signatures/signers.ts';
import { verifySigned } from '../../shared/signatures/verify.ts';

const digest = `sha256:${'5'.repeat(64)}`;
const profile = 'arn:aws:signer:eu-central-1:111122223333:/signing-profiles/release';
const version = `${profile}/AbCdEf1234`;
const now = Date.now() + 60_000;
const pair = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const { publicKey, privateKey } = pair();
let certificate: Buffer;
let root = '';

const bytesOf = (view: ArrayBufferView) => Buffer.from(view.buffer, view.byteOffset, view.byteLength);

beforeAll(async () => {
  const at = new Date(now);
  const authority = await initializeCA(pair(), await initializeCTLog(pair(), at), at);
  const pem = bytesOf(authority.rootCertificate).toString('base64');
  root = `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`;
  const spki = publicKey.export({ format: 'der', type: 'spki' }) as Uint8Array<ArrayBuffer>;
  const subjectAltName = 'https://signer.amazonaws.test';
  certificate = bytesOf(
    await authority.issueCertificate({ publicKey: spki, subjectAltName, extensions: [] }),
  );
});

/** As `SignPayload` answers: aws/aws-signer-notation-plugin reads these attributes. */
const headers: JsonObject = {
  cty: 'application/vnd.cncf.notary.payload.v1+json',
  'io.cncf.notary.signingScheme': 'notary.x509.signingAuthority',
  'io.cncf.notary.authenticSigningTime': new Date(now).toISOString(),
  'io.cncf.notary.expiry': new Date(now + 86_400_000).toISOString(),
  'io.cncf.notary.verificationPlugin': 'com.amazonaws.signer.notation.plugin',
  'io.cncf.notary.verificationPluginMinVersion': '1.0.0',
  'com.amazonaws.signer.signingProfileVersion': version,
  'com.amazonaws.signer.signingJob': 'arn:aws:signer:eu-central-1:111122223333:/signing-jobs/1',
};

async function envelope(change: Readonly<Record<string, string | undefined>>): Promise<Uint8Array> {
  const whole = { alg: 'ES256', ...headers, ...change };
  const said = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
  const crit = Object.keys(said).filter((name) => name.includes('.'));
  const payload = Buffer.from(JSON.stringify({ targetArtifact: { digest } }));
  const jws = await new FlattenedSign(payload)
    .setProtectedHeader({ ...said, alg: 'ES256', crit })
    .setUnprotectedHeader({ x5c: [certificate.toString('base64')] })
    .sign(privateKey, { crit: Object.fromEntries(crit.map((name) => [name, true])) });
  return Buffer.from(JSON.stringify(jws));
}

interface Trust {
  readonly identities?: readonly string[];
  readonly authority?: boolean;
  readonly at?: number;
}

async function outcome(
  change: Readonly<Record<string, string | undefined>>,
  trust: Trust = {},
): Promise<string> {
  const { identities = [profile], authority = true, at = now } = trust;
  const notation = { 'trust-store': 'r', identities: [...identities], authority };
  const found = signerIn({ name: 'aws', notation, files: { r: root } });
  if (!found.ok) throw new Error(found.reason);
  const signed = {
    form: 'notation',
    mediaType: 'application/jose+json',
    envelope: await envelope(change),
  } as const;
  const verified = await verifySigned(signed, found.signer, { digest, now: at });
  return verified.ok ? `good: ${verified.verified.identity}` : verified.refusing.reason;
}

describe('a signature of AWS Signer', () => {
  it.each([
    ['the profile', profile],
    ['the version of the profile', version],
    ['the profile in any Region', 'arn:aws:signer:*:111122223333:/signing-profiles/release'],
    ['every profile of the account', 'arn:aws:signer:*:111122223333:/signing-profiles/*'],
  ])('is good where the policy names %s', async (_, identity) => {
    expect(await outcome({}, { identities: ['x509.subject: CN=other', identity] })).toBe(`good: ${version}`);
  });

  const everybody =
    'AWS Signer made it, which signs for every account: name the ARN of a signing profile under `identities`';
  it.each([
    ['everybody', '*', everybody],
    ['a subject, which all have', 'x509.subject: O=sigstore.mock', everybody],
    ['the profiles of every account', 'arn:aws:signer:*:*:/signing-profiles/*', everybody],
    ['an account by glob', 'arn:aws:signer:*:11112222333*:/signing-profiles/release', everybody],
    ['another profile', `${profile}-2`, `it is signed with ${version}`],
    ['a profile whose name begins so', profile.slice(0, -1), `it is signed with ${version}`],
    ['another account', profile.replace('111122223333', '444455556666'), `it is signed with ${version}`],
    ['another version', `${profile}/Other12345`, `it is signed with ${version}`],
  ])('is refused where the policy names %s', async (_, identity, reason) => {
    expect(await outcome({}, { identities: [identity] })).toBe(reason);
  });

  const unknown = 'the signature demands what is not known here';
  it.each<[string, Record<string, string | undefined>, string]>([
    [
      'no profile',
      { 'com.amazonaws.signer.signingProfileVersion': undefined },
      'the signature does not say which signing profile made it',
    ],
    [
      'a profile without a version',
      { 'com.amazonaws.signer.signingProfileVersion': profile },
      'the signature does not say which signing profile made it',
    ],
    [
      'another plugin',
      { 'io.cncf.notary.verificationPlugin': 'com.example.plugin' },
      'it demands the plugin com.example.plugin, which is not known here',
    ],
    ['what nobody knows', { 'com.example.policy': 'strict' }, unknown],
    ['another payload', { cty: 'application/jwt' }, 'the signature is over something else than an image'],
    ['no kind of payload', { cty: undefined }, 'the signature is over something else than an image'],
  ])('is refused where it says %s', async (_, change, reason) => {
    expect(await outcome(change)).toBe(reason);
  });

  const later = now + 20 * 86_400_000;
  const noExpiry = { 'io.cncf.notary.expiry': undefined };
  it('counts after its certificate has expired, by the time that the authority answers for', async () => {
    expect(await outcome(noExpiry, { at: later })).toBe(`good: ${version}`);
    const unbelieved = await outcome(noExpiry, { at: later, authority: false });
    expect(unbelieved).toMatch(
      /^one of its certificates expired on .*; its signing time counts where `authority` is true$/,
    );
    expect(await outcome({}, { at: later })).toMatch(/^the signature expired on /);
  });
});

describe('a signature without a plugin', () => {
  const bare = {
    'io.cncf.notary.verificationPlugin': undefined,
    'io.cncf.notary.verificationPluginMinVersion': undefined,
  };

  it('is whose its certificate is, whatever profile it names', async () => {
    expect(await outcome(bare, { identities: ['*'] })).toBe('good: a certificate without a name');
    expect(await outcome(bare)).toBe('it is signed by a certificate without a name');
  });
});
