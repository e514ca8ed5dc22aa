// Opens seals of AWS KMS, and makes them.
// SPDX-License-Identifier: Apache-2.0

import { createDecipheriv } from 'node:crypto';
import { DecryptCommand, KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import { StoreError } from '../../findings/store.ts';
import { clientConfig } from '../../model/request-handler.ts';
import { associatedData, cipher, mark, sealContext, tagBytes } from './kms-context.ts';
import { type KmsSealing, kmsSeal } from './kms-seal.ts';
import type { Sealer } from './sealer.ts';

/** With a client of its own. */
export function kmsSealerOf(key: string, config: KMSClientConfig = {}): Sealer {
  return kmsSealer({ client: new KMSClient(clientConfig(config)), key });
}

/** Errors: StoreError `damaged` for what this key did not seal for this response; those of KMS. None holds the text. */
export function kmsSealer(sealing: KmsSealing): Sealer {
  return {
    demanded: true,
    seal: kmsSeal(sealing),
    async open(sealed, response, purpose = 'plan') {
      const [wrapped, nonce, tag, body] = partsOf(sealed, response);
      const key = await dataKey(sealing, wrapped, sealContext(response, purpose), response);
      return decrypted({ nonce, tag, body }, key, associatedData(response, purpose), response);
    },
  };
}

// AWS KMS API Reference, Decrypt: not a blob of KMS, another context, or another key than the one asked.
const foreign = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);

async function dataKey(
  { client, key }: KmsSealing,
  CiphertextBlob: Buffer,
  EncryptionContext: Record<string, string>,
  response: string,
): Promise<Uint8Array> {
  try {
    const asked = new DecryptCommand({ KeyId: key, CiphertextBlob, EncryptionContext });
    const { Plaintext } = await client.send(asked);
    if (Plaintext === undefined) throw new Error('kms opened no data key');
    return Plaintext;
  } catch (error) {
    if (error instanceof Error && foreign.has(error.name)) throw damaged(response);
    throw error;
  }
}

interface Opened {
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly body: Buffer;
}

function decrypted({ nonce, tag, body }: Opened, key: Uint8Array, bound: Buffer, response: string): string {
  try {
    const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
    opening.setAAD(bound).setAuthTag(tag);
    return Buffer.concat([opening.update(body), opening.final()]).toString('utf8');
  } catch {
    throw damaged(response);
  } finally {
    key.fill(0);
  }
}

function partsOf(sealed: string, response: string): readonly [Buffer, Buffer, Buffer, Buffer] {
  const [begin, ...texts] = sealed.split('.');
  // What was kept before there was a key bears no seal: whoever may write the table could have written it.
  if (begin !== mark) throw unsealed(response);
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

function unsealed(response: string): StoreError {
  return new StoreError('damaged', `what is kept of response ${response} bears no seal: nothing is sent`);
}

function damaged(response: string): StoreError {
  return new StoreError(
    'damaged',
    `the seal of what is kept of response ${response} does not fit: nothing is sent`,
  );
}
