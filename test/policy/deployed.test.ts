// The objects of a deployed policy: content-addressed, and a pointer that is read back or refused.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOfText, keyOfText, objectsOf, pointerFrom, pointerKey } from '../../shared/policy/deployed.ts';

const texts = fc.dictionary(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ unit: 'binary' }));

describe('the objects of a policy', () => {
  it('are read back as they were, whatever the paths and texts', () => {
    fc.assert(
      fc.property(texts, fc.string(), (files, text) => {
        const all = new Map([...Object.entries(files), ['seawall.yml', text]]);
        const objects = objectsOf({ policy: 'seawall.yml', texts: all });
        const pointer = pointerFrom(objects.at(-1)?.text ?? '');
        expect(objects.at(-1)?.key).toBe(pointerKey);
        expect(pointer?.policy).toBe('seawall.yml');
        const byKey = new Map(objects.map(({ key, text: body }) => [key, body]));
        const found = Object.entries(pointer?.files ?? {}).map(([path, hash]) => [
          path,
          byKey.get(keyOfText(hash)),
        ]);
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(all));
      }),
    );
  });

  it('lie under the SHA-256 of their text', () => {
    expect(hashOfText('mode: observe\n')).toBe(createHash('sha256').update('mode: observe\n').digest('hex'));
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['another version', '{"version":2,"policy":"a","files":{}}'],
    ['a policy that is not among the files', '{"version":1,"policy":"a","files":{}}'],
    ['a name for a hash', '{"version":1,"policy":"a","files":{"a":"../../etc/passwd"}}'],
    ['an inherited name', `{"version":1,"policy":"constructor","files":{"a":"${'0'.repeat(64)}"}}`],
  ])('%s is no pointer', (_, text) => {
    expect(pointerFrom(text)).toBeNull();
  });
});
