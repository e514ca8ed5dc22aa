// Keys that readers of JSON take differently: twice, in another case, escaped, at every depth; and what is nothing of the kind.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ambiguousKey } from '../../shared/model/ambiguous-json.ts';

describe('a manifest or configuration', () => {
  it.each([
    ['a key twice', '{"layers":[],"layers":[1]}', 'layers'],
    ['a key in two spellings', '{"manifests":[],"Manifests":[1]}', 'Manifests'],
    ['a key in another spelling alone', '{"config":{"user":"root"}}', 'user'],
    ['an escaped key', '{"layers":[],"l\\u0061yers":[1]}', 'layers'],
    ['the long s, which Go takes for an s', '{"layer\u017f":[1]}', 'layer\u017f'],
    ['the sign of Kelvin', '{"to\u212aen":1,"token":2}', 'token'],
    ['one in a descriptor', '{"layers":[{"digest":"a","Digest":"b"}]}', 'Digest'],
    [
      'one in a descriptor behind another',
      '{"layers":[{"digest":"a"},{"digest":"a","digest":"b"}]}',
      'digest',
    ],
    ['one behind an object', '{"config":{"a":1},"layers":[],"CONFIG":{}}', 'CONFIG'],
    ['one behind labels', '{"config":{"Labels":{"a":"b"},"Env":[],"ENV":["A=b"]}}', 'ENV'],
    ['one with blanks before its colon', '{"layers" :[],"Layers"\n\t:[1]}', 'Layers'],
    ['another that nobody knows, twice', '{"x":1,"X":2}', 'X'],
  ])('with %s', (_, text, key) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(ambiguousKey(text)).toBe(key);
  });

  it.each([
    ['labels that only their case tells apart', '{"config":{"Labels":{"name":"a","Name":"b","user":"c"}}}'],
    ['annotations called as keys are', '{"annotations":{"Layers":"x","layers":"y"}}'],
    ['the same key in two objects', '{"layers":[{"digest":"a"},{"digest":"b"}],"config":{"digest":"c"}}'],
    ['texts that look like keys', '{"config":{"Env":["user","User","{\\"layers\\":1,\\"layers\\":2}"]}}'],
    ['ports and volumes', '{"config":{"ExposedPorts":{"80/tcp":{}},"Volumes":{"/a":{},"/A":{}}}}'],
    ['nothing', '{}'],
  ])('with %s', (_, text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(ambiguousKey(text)).toBeNull();
  });

  it('of Docker, with its older keys', () => {
    const config = {
      Hostname: '',
      User: '1000',
      Env: ['PATH=/bin'],
      Cmd: null,
      Image: 'sha256:a',
      Labels: null,
    };
    const whole = {
      architecture: 'arm64',
      config,
      container: 'a',
      container_config: config,
      docker_version: '27',
    };
    expect(
      ambiguousKey(JSON.stringify({ ...whole, history: [{ created: '', created_by: 'x' }] })),
    ).toBeNull();
  });

  it('that a writer wrote has no key twice, whatever its texts', () => {
    const texts = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.array(fc.record({ mediaType: texts, digest: texts })), texts, (layers, text) => {
        expect(
          ambiguousKey(JSON.stringify({ layers, annotations: { [text]: text }, config: { digest: text } })),
        ).toBe(null);
      }),
    );
  });
});
