// The record of certified images: logs for each digest, track and tag, all append-only; the last word on a digest counts.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactName, FactRequestOf, Facts } from '../model/facts.ts';
import { stableHash } from '../model/hash.ts';
import { type JsonObject, stringOf, stringsOf } from '../model/json.ts';
import type { Certificate, CertifiedTrack } from '../model/signatures.ts';
import type { RecordStore } from './store.ts';
import { StoreError } from './store.ts';
import { appendCertificate } from './writes/certificates.ts';

type Logs = Pick<RecordStore, 'append' | 'read'>;

/** A certificate, or the end of one. */
export interface Entry extends Certificate {
  /** Why it no longer holds; null: it does. */
  readonly revoked: string | null;
}

const ofDigest = (repository: string, digest: string) =>
  `certificate/${stableHash({ repository, digest })}` as const;
const ofTrack = (repository: string, track: string) =>
  `certificate/${stableHash({ repository, track })}` as const;

const ofTag = (repository: string, tag: string | null) =>
  `certificate/${stableHash({ repository, tag })}` as const;

const attempts = 10;

/**
 * Certifies, unless the same is certified already under this tag: what was certified first stays. True where it was written.
 * Errors: StoreError.
 */
export async function certify(store: Logs, certificate: Certificate): Promise<boolean> {
  const { repository, digest, tag } = certificate;
  const entries = await read(store, ofDigest(repository, digest), repository);
  if (entries.findLast((one) => one.tag === tag && one.digest === digest)?.revoked === null) return false;
  await note(store, { ...certificate, revoked: null });
  return true;
}

/** Ends what is certified of a digest, under every tag. True where something was. Errors: StoreError. */
export async function revoke(
  store: Logs,
  { repository, digest }: Pick<Certificate, 'repository' | 'digest'>,
  { at, reason }: { readonly at: string; readonly reason: string },
): Promise<boolean> {
  const standing = valid(await read(store, ofDigest(repository, digest), repository));
  const own = standing.filter((one) => one.digest === digest);
  for (const one of own) await note(store, { ...one, at, revoked: reason });
  return own.length > 0;
}

/** What was said of one digest, in order. */
export async function certificatesOf(
  store: Logs,
  repository: string,
  digest: string,
): Promise<readonly Entry[]> {
  return read(store, ofDigest(repository, digest), repository);
}

async function note(store: Logs, entry: Entry): Promise<void> {
  const { repository, digest, platforms, track, tag } = entry;
  const logs = [
    ofTrack(repository, track),
    ofTag(repository, tag),
    ...[digest, ...platforms].map((one) => ofDigest(repository, one)),
  ];
  for (const log of logs)
    await append(store, log, { ...entry, platforms: [...platforms], controls: [...entry.controls] });
}

async function append(store: Logs, log: `certificate/${string}`, entry: JsonObject): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const known = await store.read(log);
    if (await appendCertificate(store, log, known.length + 1, entry)) return;
  }
  throw new StoreError('conflict', 'others certify the same image: try again');
}

/** Entries of another repository lie under the same key only where somebody forged one: they do not count. */
async function read(store: Logs, log: string, repository: string): Promise<readonly Entry[]> {
  return (await store.read(log)).map(entryIn).filter((one) => one.repository === repository);
}

function entryIn(json: JsonObject): Entry {
  const text = (key: string) => stringOf(json[key]) ?? '';
  return {
    ...{
      repository: text('repository'),
      digest: text('digest'),
      tag: stringOf(json.tag),
      track: text('track'),
    },
    ...{
      platforms: stringsOf(json.platforms),
      at: text('at'),
      by: text('by'),
      policyHash: text('policyHash'),
    },
    ...{ controls: stringsOf(json.controls), revoked: stringOf(json.revoked) },
  };
}

/** Of each digest and tag the last word, where it still holds; newest first. */
function valid(entries: readonly Entry[]): readonly Entry[] {
  const last = new Map(entries.map((one) => [JSON.stringify([one.digest, one.tag]), one]));
  return [...last.values()]
    .filter(({ revoked }) => revoked === null)
    .toSorted((a, b) => (a.at < b.at ? 1 : -1));
}

/** Facts that know certified images from the record; what a reference stands for, `facts` tell. */
export function withCertificates(facts: Facts, store: Logs, now: () => string): Facts {
  return {
    async get<F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>> {
      if (request.fact !== 'certified-images') return facts.get(request);
      // The name of the fact says which answer it is, which the compiler does not see through F.
      return (await readCertified(facts, store, request, now)) as FactAnswer<F>;
    },
  };
}

async function readCertified(
  facts: Facts,
  store: Logs,
  { account, region, image, tag, track }: FactRequestOf<'certified-images'>,
  now: () => string,
): Promise<FactAnswer<'certified-images'>> {
  const found = await facts.get({ fact: 'image-signatures', account, region, image, signers: [] });
  if (!found.ok) return found;
  const { repository, digest, platforms } = found.value;
  const digests = [...new Set([digest, ...platforms.map((one) => one.digest)])];
  const ofTheDigest = valid(await read(store, ofDigest(repository, digest), repository));
  const onTrack = valid(await read(store, ofTrack(repository, track), repository));
  const value: CertifiedTrack = {
    ...{ repository, digests, own: ofTheDigest.at(-1) ?? null, newest: onTrack[0] ?? null },
    ofTag: valid(await read(store, ofTag(repository, tag), repository)),
  };
  return { ok: true, value, asOf: now() };
}
