// Keeps what AWS answers, as a snapshot: each call once, errors by their names, credentials redacted.
// SPDX-License-Identifier: Apache-2.0
import type { Json, JsonObject } from '../model/json.ts';
import { isObject, stringOf } from '../model/json.ts';
import { table } from '../model/table.ts';
import { forSnapshot, redacted } from '../secrets/redact.ts';
import type { ApiAnswer, ApiRequest, AwsApi, BlobReader } from './api.ts';
import { dataUrl } from './data-url.ts';
import { combine, parseSnapshot, snapshotApi } from './snapshot.ts';

export interface Recording {
  readonly api: AwsApi;
  readonly blobs: BlobReader;
  /** What was answered so far, as a snapshot document (CLI reference, `--facts`). */
  readonly document: (takenAt: string) => JsonObject;
}

interface Kept {
  readonly input: JsonObject;
  readonly output?: JsonObject;
  /** AWS's name of the error it answered with. */
  readonly error?: string;
}

/** Calls by their input, by operation (`ECS.DescribeTasks`), by region, by account. */
type Calls = Map<string, Map<string, Map<string, Map<string, Kept>>>>;

/**
 * @param account whose credentials they are, for calls that name none
 * @param how `as-answered`: for memory alone, where nothing is written down
 */
export function recording(
  api: AwsApi,
  blobs: BlobReader,
  account: string,
  how: 'redacted' | 'as-answered' = 'redacted',
): Recording {
  const clean = how === 'redacted' ? withoutCredentials : (value: JsonObject) => value;
  const calls: Calls = new Map();
  /** Blobs that were read, by the link they were read from. */
  const read = new Map<string, string>();
  return {
    api: {
      async call(request) {
        const answer = await api.call(request);
        const kept = keptOf(request, answer, clean);
        if (kept !== null) keep(calls, account, request, kept);
        return answer;
      },
    },
    blobs: {
      async read(url, maximumBytes) {
        const blob = await blobs.read(url, maximumBytes);
        if (blob.ok) read.set(url, dataUrl(how === 'redacted' ? withoutSecrets(blob.bytes) : blob.bytes));
        return blob;
      },
    },
    document: (takenAt) => ({ version: 1, takenAt, accounts: accountsOf(calls, read) }),
  };
}

/** Answers out of what was recorded by now, as of `takenAt` (ISO time); asks, and records, only what that lacks. */
export function recordedFirst(kept: Recording, takenAt: string): AwsApi {
  const known = parseSnapshot(kept.document(takenAt), 'recording');
  return known.ok ? combine([snapshotApi(known.snapshot), kept.api]) : kept.api;
}

/** What passes (throttling, a time-out) says nothing of the thing itself and is not kept. */
function keptOf(
  { input }: ApiRequest,
  answer: ApiAnswer,
  clean: (value: JsonObject) => JsonObject,
): Kept | null {
  if (answer.ok) return { input: clean(input), output: clean(answer.output) };
  const lasting = answer.code === 'not-found' || answer.code === 'denied';
  return lasting && answer.error !== undefined ? { input: clean(input), error: answer.error } : null;
}

function withoutCredentials(value: JsonObject): JsonObject {
  return redacted(value, forSnapshot);
}

/** Where a snapshot keeps what services without regions answer. */
export const noRegion = 'aws-global';

const names: Readonly<Record<string, string>> = table({ elasticloadbalancingv2: 'ElasticLoadBalancingV2' });

function keep(calls: Calls, account: string, request: ApiRequest, kept: Kept): void {
  const { service, operation, input } = request;
  // Services without regions stand under one name, whichever region was asked.
  const region = service === 'iam' ? noRegion : (request.region ?? noRegion);
  const name = `${names[service] ?? service.toUpperCase()}.${operation}`;
  const regions = within(calls, request.account ?? account);
  within(within(regions, region), name).set(JSON.stringify(input), kept);
}

function within<V>(map: Map<string, Map<string, V>>, key: string): Map<string, V> {
  let found = map.get(key);
  if (found === undefined) {
    found = new Map();
    map.set(key, found);
  }
  return found;
}

function accountsOf(calls: Calls, read: ReadonlyMap<string, string>): JsonObject {
  const operations = (found: ReadonlyMap<string, ReadonlyMap<string, Kept>>) =>
    Object.fromEntries(
      [...found].map(([name, kept]) => [name, [...kept.values()].map((one) => written(one, read))]),
    );
  return Object.fromEntries(
    [...calls].map(([account, regions]) => [
      account,
      { regions: Object.fromEntries([...regions].map(([region, found]) => [region, operations(found)])) },
    ]),
  );
}

/** A link to a blob is a credential while it lasts: the blob itself takes its place, or nothing does. */
function written({ input, output, error }: Kept, read: ReadonlyMap<string, string>): Json {
  if (output === undefined) return { input, error: error ?? '' };
  const link = stringOf(output.downloadUrl);
  return { input, output: link === null ? output : { ...output, downloadUrl: read.get(link) ?? '' } };
}

function withoutSecrets(bytes: Uint8Array): Uint8Array {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (!isObject(value)) return bytes;
    const clean = JSON.stringify(redacted(value, { ...forSnapshot, pages: false }));
    // Its digest names the very bytes: they stay as they are unless something had to go.
    return clean === JSON.stringify(value) ? bytes : Buffer.from(clean);
  } catch {
    return new Uint8Array();
  }
}
