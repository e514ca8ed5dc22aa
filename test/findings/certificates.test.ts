// The record of certified images: what is certified, under which tag and track, and what no longer is.
import { describe, expect, it } from 'vitest';
import { certificatesOf, certify, revoke, withCertificates } from '../../shared/findings/certificates.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import type { FactRequestOf, Facts } from '../../shared/model/facts.ts';
import type { Certificate, ImageSignatures } from '../../shared/model/signatures.ts';
import { trackOf } from '../../shared/model/track.ts';
import { answered } from '../gather/fake-api.ts';

const repository = 'registry.test/shop/web';
const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;
const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T10:00:00.000Z`;

const certificate = (
  letter: string,
  tag: string | null,
  on: number,
  change: Partial<Certificate> = {},
): Certificate => ({
  ...{ repository, digest: digestOf(letter), platforms: [], tag, track: trackOf(tag ?? '', []) },
  ...{ at: day(on), by: 'Seawall, signed by release', controls: ['a/b'], policyHash: 'f00d' },
  ...change,
});

/** A registry where the digest of the reference is all there is. */
const found = (letter: string, platforms: readonly string[] = []): Facts => ({
  get: async () =>
    ({
      ok: true,
      asOf: day(20),
      value: {
        repository,
        digest: digestOf(letter),
        platforms: platforms.map((digest) => ({ digest })),
      } as unknown as ImageSignatures,
    }) as never,
});

const ask = (tag: string): FactRequestOf<'certified-images'> => ({
  ...{ fact: 'certified-images', account: null, region: null, image: `${repository}:${tag}` },
  ...{ tag, track: trackOf(tag, []) },
});

describe('certified images', () => {
  it('are known by digest, tag and track', async () => {
    const store = memoryStore();
    await certify(store, certificate('a', '1.0.0', 1));
    await certify(store, certificate('b', '1.1.0', 2));
    const facts = withCertificates(found('a'), store, () => day(20));
    const answer = answered(await facts.get(ask('1.0.0')));
    expect(answer.own).toMatchObject({ digest: digestOf('a'), at: day(1) });
    expect(answer.newest).toMatchObject({ digest: digestOf('b') });
    expect(answer.ofTag).toMatchObject([{ digest: digestOf('a') }]);
  });

  it('stay certified since the first time', async () => {
    const store = memoryStore();
    expect(await certify(store, certificate('a', '1.0.0', 1))).toBe(true);
    expect(await certify(store, certificate('a', '1.0.0', 5))).toBe(false);
    expect(await certificatesOf(store, repository, digestOf('a'))).toMatchObject([
      { at: day(1), revoked: null },
    ]);
  });

  it('are so under each of their tags', async () => {
    const store = memoryStore();
    await certify(store, certificate('a', '1.0.0', 1));
    expect(await certify(store, certificate('a', 'latest', 1))).toBe(true);
  });

  it('end, and may be certified again', async () => {
    const store = memoryStore();
    await certify(store, certificate('a', '1.0.0', 1));
    const ended = { at: day(3), reason: 'its signature is gone' };
    expect(await revoke(store, { repository, digest: digestOf('a') }, ended)).toBe(true);
    expect(await revoke(store, { repository, digest: digestOf('a') }, ended)).toBe(false);
    const facts = withCertificates(found('a'), store, () => day(20));
    expect(answered(await facts.get(ask('1.0.0')))).toMatchObject({ own: null, newest: null, ofTag: [] });
    expect(await certify(store, certificate('a', '1.0.0', 4))).toBe(true);
    expect(answered(await facts.get(ask('1.0.0'))).own).toMatchObject({ at: day(4) });
  });

  it('stand for the images of their platforms', async () => {
    const store = memoryStore();
    await certify(store, certificate('a', '1.0.0', 1, { platforms: [digestOf('c')] }));
    const facts = withCertificates(found('c'), store, () => day(20));
    expect(answered(await facts.get(ask('1.0.0'))).own).toMatchObject({ digest: digestOf('a') });
    // One platform alone cannot end what the whole was certified for.
    expect(await revoke(store, { repository, digest: digestOf('c') }, { at: day(3), reason: 'x' })).toBe(
      false,
    );
  });

  it('of another repository do not count, whatever lies under their key', async () => {
    const store = memoryStore();
    await certify(store, certificate('a', '1.0.0', 1, { repository: 'registry.test/other' }));
    const facts = withCertificates(found('a'), store, () => day(20));
    expect(answered(await facts.get(ask('1.0.0')))).toMatchObject({ own: null, newest: null });
  });

  it('are not known where the registry does not answer; other facts are passed on', async () => {
    const failing: Facts = { get: async () => ({ ok: false, code: 'denied', reason: 'no' }) };
    const facts = withCertificates(failing, memoryStore(), () => day(20));
    expect(await facts.get(ask('1.0.0'))).toMatchObject({ ok: false, code: 'denied' });
    expect(await facts.get({ fact: 'repository', account: null, region: null, name: 'x' })).toMatchObject({
      ok: false,
    });
  });
});

describe('a track', () => {
  it.each([
    ['1.4.2', [], '*.*.*'],
    ['v10.0', [], 'v*.*'],
    ['latest', [], 'latest'],
    ['3f5a1bc', [], '(commit)'],
    ['sha-3f5a1bc9', [], '(commit)'],
    ['dev-123', ['dev-*', '1.*'], 'dev-*'],
    ['1.4.2', ['dev-*', '1.*'], '1.*'],
    ['20261117', [], '*'],
  ])('of %s under %j is %s', (tag, patterns, track) => expect(trackOf(tag, patterns)).toBe(track));
});
