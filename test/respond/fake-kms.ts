// AWS KMS as seals use it: a data key is given back only to whoever names the same context.
import { createHash } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import { expect } from 'vitest';
import { kmsSealer } from '../../shared/respond/journal/kms-sealer.ts';

export const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

type Context = Record<string, string> | undefined;
const wrapped = (plain: Uint8Array, context: Context) =>
  Buffer.from(JSON.stringify([Buffer.from(plain).toString('hex'), context]));

/** Call it before each test. */
export function answering(kms: AwsClientStub<KMSClient>): void {
  kms.reset();
  let made = 0;
  kms.on(GenerateDataKeyCommand).callsFake(({ EncryptionContext, KeySpec, KeyId }) => {
    expect([KeySpec, KeyId]).toEqual(['AES_256', key]);
    const plain = createHash('sha256').update(`key ${++made}`).digest();
    return { Plaintext: new Uint8Array(plain), CiphertextBlob: wrapped(plain, EncryptionContext) };
  });
  kms.on(DecryptCommand).callsFake(({ CiphertextBlob, EncryptionContext }) => {
    const [hex, context] = JSON.parse(Buffer.from(CiphertextBlob).toString('utf8'));
    if (JSON.stringify(context) !== JSON.stringify(EncryptionContext))
      throw Object.assign(new Error('no'), { name: 'InvalidCiphertextException' });
    return { Plaintext: new Uint8Array(Buffer.from(hex, 'hex')) };
  });
}

// The client alone: other suites share the process, and its classes.
const client = new KMSClient({ region: 'eu-west-1' });
export const kms = mockClient(client);
export const sealer = kmsSealer({ client, key });
