// Seals of AWS KMS: what is kept cannot be read without the key, nor moved to another response, nor changed.

import { DecryptCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryStore } from '../../shared/findings/memory.ts';
import { StoreError } from '../../shared/findings/store.ts';
import { freeze, thaw } from '../../shared/respond/journal/plans.ts';
import { plainSealer } from '../../shared/respond/journal/sealer.ts';
import { runs } from '../support/extent.ts';
import { answering, kms, sealer } from './fake-kms.ts';

beforeEach(() => answering(kms));

describe('a seal', () => {
  it('opens to what was sealed, and shows nothing of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 4, unit: 'binary' }), async (text) => {
        const sealed = await sealer.seal(text, 'f-0');
        expect(sealed).not.toContain(text);
        expect(sealed).toMatch(/^kms1(?:\.[\w-]+){4}$/);
        expect(await sealer.open(sealed, 'f-0')).toBe(text);
      }),
      runs(50),
    );
  });

  it('names finding and response to KMS, and a new data key each time', async () => {
    const [one, other] = [await sealer.seal('same', 'f-0'), await sealer.seal('same', 'f-0')];
    expect(one).not.toBe(other);
    expect(kms.commandCalls(GenerateDataKeyCommand)[0]?.args[0].input).toMatchObject({
      EncryptionContext: { 'seawall:finding': 'f', 'seawall:response': 'f-0' },
    });
  });

  it('fits its own response only', async () => {
    const sealed = await sealer.seal('text', 'f-0');
    await expect(sealer.open(sealed, 'f-1')).rejects.toThrow('does not fit');
    // Even where KMS were asked with the old context: the text is bound to the response as well.
    kms.on(DecryptCommand).callsFake(({ CiphertextBlob }) => {
      const [hex] = JSON.parse(Buffer.from(CiphertextBlob).toString('utf8'));
      return { Plaintext: new Uint8Array(Buffer.from(hex, 'hex')) };
    });
    await expect(sealer.open(sealed, 'f-1')).rejects.toThrow('does not fit');
  });

  it('is refused where any part of it was changed, without the text in the error', async () => {
    const sealed = await sealer.seal('hunter2 and more', 'f-0');
    const [mark = '', ...parts] = sealed.split('.');
    for (const place of [1, 2, 3]) {
      const changed = parts.map((part, index) => (index === place ? flipped(part) : part));
      const error = await sealer.open([mark, ...changed].join('.'), 'f-0').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StoreError);
      expect(String(error)).not.toContain('hunter2');
    }
    await expect(sealer.open(`${mark}.${parts.slice(0, 3).join('.')}`, 'f-0')).rejects.toThrow(
      'does not fit',
    );
    await expect(sealer.open(`${mark}.${parts[0]}.${parts[1]}.AA.${parts[3]}`, 'f-0')).rejects.toThrow(
      StoreError,
    );
  });

  it('is an error of KMS where KMS refuses', async () => {
    kms
      .on(GenerateDataKeyCommand)
      .rejects(Object.assign(new Error('not allowed'), { name: 'AccessDeniedException' }));
    await expect(sealer.seal('x', 'f-0')).rejects.toThrow('not allowed');
    kms.on(GenerateDataKeyCommand).resolves({});
    await expect(sealer.seal('x', 'f-0')).rejects.toThrow('no data key');
    kms.on(DecryptCommand).resolves({});
    await expect(sealer.open('kms1.AA.AA.AA.AA', 'f-0')).rejects.toThrow('no data key');
  });
});

function flipped(part: string): string {
  const bytes = Buffer.from(part, 'base64url');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString('base64url');
}

describe('plans', () => {
  const plan = { words: 'w', account: null, region: null, calls: [], before: [], after: [], undo: [] };

  it('are kept sealed, and one that bears no seal is none', async () => {
    const store = memoryStore();
    const kept = await freeze(store, sealer, 'f-0', plan);
    expect(JSON.stringify(await store.read('plan/f-0'))).not.toContain('words');
    expect(await thaw(store, sealer, 'f-0', kept.hash)).toEqual(kept);
    const { hash } = await freeze(store, plainSealer, 'f-1', plan);
    await expect(thaw(store, sealer, 'f-1', hash)).rejects.toThrow('bears no seal');
  });

  it('are damaged to whoever has no key', async () => {
    const store = memoryStore();
    const { hash } = await freeze(store, sealer, 'f-0', plan);
    await expect(thaw(store, plainSealer, 'f-0', hash)).rejects.toThrow('missing or was changed');
  });
});
