// Seals plans with AWS KMS: each under a data key of its own, which only whoever may ask the KMS key can open again.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import { StoreError } from '../record/store.ts';
import type { Sealer } from './sealed.ts';

// AES-256 in Galois/counter mode with the nonce and tag lengths of NIST SP 800-38D.
const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const mark = 'kms1';

export interface KmsSealing {
  readonly client: Pick<KMSClient, 'send'>;
  /** ARN of the key. */
  readonly key: string;
}

/** With a client of its own. */
export function kmsSealerOf(key: string, config: KMSClientConfig = {}): Sealer {
  return kmsSealer({ client: new KMSClient(config), key });
}

/** Errors: StoreError `damaged` where a seal does not fit its response; those of KMS. None holds the text. */
export function kmsSealer({ client, key }: KmsSealing): Sealer {
  return {
    async seal(text, response) {
      const EncryptionContext = contextOf(response);
      const made = await client.send(
        new GenerateDataKeyCommand({ KeyId: key, KeySpec: 'AES_256', EncryptionContext }),
      );
      const { Plaintext, CiphertextBlob } = made;
      if (Plaintext === undefined || CiphertextBlob === undefined) throw new Error('kms gave no data key');
      const parts = [CiphertextBlob, ...encrypted(text, Plaintext, response)];
      return [mark, ...parts.map((part) => Buffer.from(part).toString('base64url'))].join('.');
    },
    async open(sealed, response) {
      // Kept before sealing was switched on; the journal holds its hash either way.
      if (!sealed.startsWith(`${mark}.`)) return sealed;
      const [wrapped, nonce, tag, body] = partsOf(sealed, response);
      const EncryptionContext = contextOf(response);
      const { Plaintext } = await client.send(
        new DecryptCommand({ KeyId: key, CiphertextBlob: wrapped, EncryptionContext }),
      );
      if (Plaintext === undefined) throw new Error('kms opened no data key');
      return decrypted({ nonce, tag, body }, Plaintext, response);
    },
  };
}

/** KMS binds it to the data key and writes it into CloudTrail: names of the response, nothing of what the plan holds. */
function contextOf(response: string): Record<string, string> {
  const [finding = response] = response.split('-', 1);
  return { 'seawall:finding': finding, 'seawall:response': response };
}

function encrypted(text: string, key: Uint8Array, response: string): readonly [Buffer, Buffer, Buffer] {
  const nonce = randomBytes(nonceBytes);
  const made = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(response));
  const body = Buffer.concat([made.update(text, 'utf8'), made.final()]);
  key.fill(0);
  return [nonce, made.getAuthTag(), body];
}

interface Opened {
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly body: Buffer;
}

function decrypted({ nonce, tag, body }: Opened, key: Uint8Array, response: string): string {
  try {
    const opening = createDecipheriv(cipher, key, nonce, { authTagLength: 16 });
    opening.setAAD(Buffer.from(response)).setAuthTag(tag);
    return Buffer.concat([opening.update(body), opening.final()]).toString('utf8');
  } catch {
    throw damaged(response);
  } finally {
    key.fill(0);
  }
}

function partsOf(sealed: string, response: string): readonly [Buffer, Buffer, Buffer, Buffer] {
  const [, ...texts] = sealed.split('.');
  const [wrapped, nonce, tag, body] = texts.map((text) => Buffer.from(text, 'base64url'));
  if (
    texts.length !== 4 ||
    wrapped === undefined ||
    nonce === undefined ||
    tag === undefined ||
    body === undefined
  )
    throw damaged(response);
  return [wrapped, nonce, tag, body];
}

function damaged(response: string): StoreError {
  return new StoreError(
    'damaged',
    `the seal of the plan of response ${response} does not fit: nothing is sent`,
  );
}
