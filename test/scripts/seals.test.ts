// Whoever may write to the bucket of zips decides no roll-back: what vouches for a release lies elsewhere.
import { Readable } from 'node:stream';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { sdkStreamMixin } from '@smithy/core/serde';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Release, readRelease } from '../../scripts/deploy/releases/release.ts';
import {
  demandGenuine,
  noteAgain,
  noteSealed,
  readSeals,
  sealsName,
} from '../../scripts/deploy/releases/seal.ts';
import { runs } from '../support/extent.ts';

const shelf = { bucket: 'zips', account: '111122223333', stage: 'test' };
const folder = '100-2026-01-01T00:00:00.000Z';
const release: Release = {
  ...{ folder, version: '0.1.0', commit: 'abcdef0123456789', parameters: { organization: 'o-1' } },
  pointer: '{}',
};
const place = `serverless/seawall/test/${folder}/`;
const noteKey = `releases/test/${folder}.json`;

/** A bucket and parameters in memory; the write of that number fails, as do all after it. */
function world() {
  const objects = new Map([
    [`${place}compiled-cloudformation-template.json`, '{}'],
    [`${place}notify.zip`, 'code'],
  ]);
  const parameters = new Map<string, string>();
  const failing = { at: Number.POSITIVE_INFINITY };
  let writes = 0;
  const write = (into: Map<string, string>, key: string, value: string) => {
    if (++writes >= failing.at) throw new Error('the connection is gone');
    into.set(key, value);
    return {};
  };
  const clients = { s3: new S3Client({ region: 'x' }), ssm: new SSMClient({ region: 'x' }) };
  mockClient(clients.s3)
    .on(ListObjectsV2Command)
    .callsFake(({ Prefix }: { Prefix: string }) => ({
      Contents: [...objects.keys()].flatMap((Key) => (Key.startsWith(Prefix) ? [{ Key }] : [])),
    }))
    .on(GetObjectCommand)
    .callsFake(async ({ Key }: { Key: string }) => {
      const text = objects.get(Key);
      if (text === undefined) throw Object.assign(new Error('no'), { name: 'NoSuchKey' });
      return { Body: sdkStreamMixin(Readable.from([Buffer.from(text)])) };
    })
    .on(PutObjectCommand)
    .callsFake(async ({ Key, Body }: { Key: string; Body: string }) => write(objects, Key, Body));
  mockClient(clients.ssm)
    .on(GetParameterCommand)
    .callsFake(async ({ Name }: { Name: string }) => {
      if (!parameters.has(Name)) throw Object.assign(new Error('no'), { name: 'ParameterNotFound' });
      return { Parameter: { Value: parameters.get(Name) } };
    })
    .on(PutParameterCommand)
    .callsFake(async ({ Name, Value }: { Name: string; Value: string }) => write(parameters, Name, Value));
  const fail = (at: number) => {
    writes = 0;
    failing.at = at;
  };
  return { objects, parameters, clients, fail };
}

type World = ReturnType<typeof world>;

/** What a roll-back would hear of the release as it lies there. */
async function genuine({ clients }: World) {
  const found = await readRelease(folder, shelf, clients.s3);
  if (found === null) throw new Error('there is no note');
  return demandGenuine(found, await readSeals('test', clients.ssm), shelf, clients.s3);
}

describe('a release', () => {
  it('is vouched for as it was deployed', async () => {
    const at = world();
    await noteSealed(release, shelf, at.clients);
    expect(await genuine(at)).toBe('sealed');
  });

  it.each<[string, (objects: Map<string, string>) => void]>([
    ['other parameters', (all) => all.set(noteKey, (all.get(noteKey) ?? '').replace('o-1', 'o-evil'))],
    ['another policy', (all) => all.set(noteKey, (all.get(noteKey) ?? '').replace('"{}"', '"x"'))],
    ['another commit', (all) => all.set(noteKey, (all.get(noteKey) ?? '').replace('abcdef', '000000'))],
    ['another template', (all) => all.set(`${place}compiled-cloudformation-template.json`, '{"a":1}')],
    ['other code', (all) => all.set(`${place}notify.zip`, 'evil')],
    ['less code', (all) => all.delete(`${place}notify.zip`)],
    ['more code', (all) => all.set(`${place}evil.zip`, 'evil')],
  ])('is refused with %s, by its name and with what to do', async (_, forge) => {
    const at = world();
    await noteSealed(release, shelf, at.clients);
    forge(at.objects);
    await expect(genuine(at)).rejects.toThrow(
      /^0\.1\.0 \(\w+\), packaged .* is not as it was deployed.*deploy that version from its clone$/,
    );
  });

  it('that was withdrawn does not come back by its former note', async () => {
    const at = world();
    await noteSealed(release, shelf, at.clients);
    const former = at.objects.get(noteKey) ?? '';
    await noteSealed({ ...release, withdrawn: true }, shelf, at.clients);
    expect(await genuine(at)).toBe('sealed');
    at.objects.set(noteKey, former);
    await expect(genuine(at)).rejects.toThrow('not as it was deployed');
  });

  it('of an older version is told apart, and is not vouched for by a later look at it', async () => {
    const at = world();
    at.objects.set(noteKey, JSON.stringify({ note: 1, ...release }));
    expect(await genuine(at)).toBe('unsealed');
    expect(await noteAgain(release, { ...release, pointer: '{"a":1}' }, shelf, at.clients)).toBe(true);
    expect((await readRelease(folder, shelf, at.clients.s3))?.pointer).toBe('{"a":1}');
    expect(await genuine(at)).toBe('unsealed');
  });

  it('that was forged is not sealed by a deployment of the policy', async () => {
    const at = world();
    await noteSealed(release, shelf, at.clients);
    at.objects.set(`${place}notify.zip`, 'evil');
    expect(await noteAgain(release, { ...release, pointer: 'x' }, shelf, at.clients)).toBe(false);
    expect(at.objects.get(noteKey)).toContain('"{}"');
    await expect(genuine(at)).rejects.toThrow('not as it was deployed');
  });

  it('is vouched for wherever writing it anew ends half-way, and is settled by the same again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.string(), async (step, pointer) => {
        const at = world();
        await noteSealed(release, shelf, at.clients);
        at.fail(step);
        const again = () => noteSealed({ ...release, pointer }, shelf, at.clients);
        if (step < 4) await expect(again()).rejects.toThrow('the connection is gone');
        else await again();
        expect(await genuine(at)).toBe('sealed');
        at.fail(Number.POSITIVE_INFINITY);
        await again();
        expect(await genuine(at)).toBe('sealed');
        const [kept = ''] = at.parameters.values();
        expect(Object.values(JSON.parse(kept))).toEqual([[expect.stringMatching(/^[0-9a-f]{64}$/)]]);
      }),
      runs(20),
    );
  });

  it('is one of a dozen at most that are vouched for: the parameter stays small', async () => {
    const at = world();
    for (let age = 100; age < 120; age++)
      await noteSealed({ ...release, folder: `${age}-x` }, shelf, at.clients);
    const seals = await readSeals('test', at.clients.ssm);
    expect(Object.keys(seals)).toHaveLength(12);
    expect(Object.keys(seals)[0]).toBe('119-x');
    expect((at.parameters.get(sealsName('test')) ?? '').length).toBeLessThan(4096);
  });

  it('is not looked at where the parameter holds something else', async () => {
    const at = world();
    at.parameters.set(sealsName('test'), '[]');
    await expect(readSeals('test', at.clients.ssm)).rejects.toThrow('/seawall/test/releases does not hold');
  });
});
