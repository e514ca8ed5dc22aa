// Facts from the files given with `--facts`: snapshots and GetAccountAuthorizationDetails documents, the newest first.
// SPDX-License-Identifier: Apache-2.0
import type { Facts } from '../model/facts.ts';
import { isObject, type Json, type JsonObject, listOf, stringOf } from '../model/json.ts';
import { compareTimes, laterOf } from '../model/time.ts';
import { type AwsApi, objectsOf } from './api.ts';
import { dataUrls } from './data-url.ts';
import { createFacts, noFacts } from './facts.ts';
import { noRegion } from './recording.ts';
import {
  accountOf,
  authorizationDetailsApi,
  isAuthorizationDetails,
} from './snapshot/authorization-details.ts';
import { type FileProblem, isoTime, parseSnapshot, type Snapshot } from './snapshot/parse.ts';
import { combine, snapshotApi } from './snapshot.ts';

export interface FactsFile {
  readonly file: string;
  /** The parsed document, or its text. */
  readonly json: unknown;
  /** ISO time the document was made, for one that does not say (authorization details): the file's own time, say. */
  readonly asOf?: string;
}

export interface FactsOfFiles {
  readonly facts: Facts;
  /** What they are read through; null: no file could be read. */
  readonly api: AwsApi | null;
  readonly problems: readonly FileProblem[];
}

interface Source {
  readonly api: AwsApi;
  readonly asOf: string;
  readonly places: readonly FilePlace[];
}

/** An account, and a region of it, that a file tells of; null: only what knows no regions. */
export interface FilePlace {
  readonly account: string;
  readonly region: string | null;
}

/** Facts out of all files together; where two know a thing the newer one answers, of equal ones the later in the list. */
export function factsFromFiles(files: readonly FactsFile[]): FactsOfFiles {
  const { api, problems } = apiFromFiles(files);
  return { facts: api === null ? noFacts() : createFacts(api, dataUrls), api, problems };
}

/** The same as an API, for a caller that asks it directly; null where no file could be read. */
export function apiFromFiles(files: readonly FactsFile[]): {
  readonly api: AwsApi | null;
  readonly problems: readonly FileProblem[];
  readonly places: readonly FilePlace[];
  /** ISO time of the newest file; null where none could be read. */
  readonly asOf: string | null;
} {
  const problems: FileProblem[] = [];
  const sources: Source[] = [];
  for (const given of files) {
    const source = sourceOf(given, problems);
    if (source !== null) sources.push(source);
  }
  const newest = sources.toReversed().sort((a, b) => compareTimes(b.asOf, a.asOf));
  return {
    api: newest.length === 0 ? null : combine(newest.map(({ api }) => api)),
    problems,
    places: distinct(sources.flatMap(({ places }) => places)),
    asOf: newest[0]?.asOf ?? null,
  };
}

function sourceOf(given: FactsFile, problems: FileProblem[]): Source | null {
  const json = typeof given.json === 'string' ? parsed(given.json) : given.json;
  const details = detailsIn(json);
  if (details !== null) {
    const asOf = isoTime(given.asOf) ?? newestDate(details);
    const account = accountOf(details);
    const places = account === null ? [] : [{ account, region: null }];
    return { api: authorizationDetailsApi(details, asOf, account), asOf, places };
  }
  const snapshot = parseSnapshot(json, given.file);
  problems.push(...snapshot.problems);
  if (!snapshot.ok) return null;
  const { accounts, takenAt } = snapshot.snapshot;
  return { api: snapshotApi(snapshot.snapshot), asOf: takenAt, places: placesIn(accounts) };
}

/** An account of which a snapshot holds nothing of a region still has its IAM. */
function placesIn(accounts: Snapshot['accounts']): readonly FilePlace[] {
  return [...accounts].flatMap(([account, regions]): readonly FilePlace[] => {
    const named = [...regions.keys()].filter((region) => region !== noRegion);
    return named.length === 0 ? [{ account, region: null }] : named.map((region) => ({ account, region }));
  });
}

/** Each place once; a place without a region only where the account has no other. */
function distinct(places: readonly FilePlace[]): readonly FilePlace[] {
  const keys = new Map(places.map((place) => [JSON.stringify(place), place]));
  return [...keys.values()].filter(
    ({ account, region }) =>
      region !== null || !places.some((one) => one.account === account && one.region !== null),
  );
}

/** The details themselves, or under one key (`{"Version": …, "GetAccountAuthorizationDetailsResponse": {…}}` and the like). */
function detailsIn(json: unknown): JsonObject | null {
  if (isAuthorizationDetails(json)) return json;
  if (!isObject(json) || Object.hasOwn(json, 'accounts')) return null;
  return Object.values(json).find(isAuthorizationDetails) ?? null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The document was made no earlier than the newest change it tells of. */
function newestDate(details: JsonObject): string {
  let newest = new Date(0).toISOString();
  const look = (value: Json | undefined) => {
    const time = isoTime(stringOf(value));
    if (time !== null) newest = laterOf(newest, time);
  };
  for (const list of Object.values(details)) {
    for (const item of listOf(list).filter(isObject)) {
      look(item.CreateDate);
      look(item.UpdateDate);
      for (const version of objectsOf(item.PolicyVersionList)) look(version.CreateDate);
    }
  }
  return newest;
}
