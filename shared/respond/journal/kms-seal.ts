// Seals with AWS KMS: each text under a data key of its own, which only whoever may ask the KMS key can open again.
// SPDX-License-Identifier: Apache-2.0
import { createCipheriv, randomBytes } from 'node:crypto';
import { GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { associatedData, cipher, mark, nonceBytes, sealContext } from './kms-context.ts';
import type { Sealer } from './sealer.ts';

export interface KmsSealing {
  readonly client: Pick<KMSClient, 'send'>;
  /** ARN of the key. */
  readonly key: string;
}

/** Errors: those of KMS. None holds the text. */
export function kmsSeal({ client, key }: KmsSealing): Sealer['seal'] {
  return async (text, response, purpose = 'plan') => {
    const EncryptionContext = sealContext(response, purpose);
    const { Plaintext, CiphertextBlob } = await client.send(
      new GenerateDataKeyCommand({ KeyId: key, KeySpec: 'AES_256', EncryptionContext }),
    );
    if (Plaintext === undefined || CiphertextBlob === undefined) throw new Error('kms gave no data key');
    const parts = [CiphertextBlob, ...encrypted(text, Plaintext, associatedData(response, purpose))];
    return [mark, ...parts.map((part) => Buffer.from(part).toString('base64url'))].join('.');
  };
}

function encrypted(text: string, key: Uint8Array, bound: Buffer): readonly [Buffer, Buffer, Buffer] {
  const nonce = randomBytes(nonceBytes);
  const made = createCipheriv(cipher, key, nonce).setAAD(bound);
  const body = Buffer.concat([made.update(text, 'utf8'), made.final()]);
  key.fill(0);
  return [nonce, made.getAuthTag(), body];
}
