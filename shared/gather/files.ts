// Facts from the files given with `--facts`: snapshots and GetAccountAuthorizationDetails documents, the newest first.
import type { Facts } from '../model/facts.ts';
import { isObject, type Json, type JsonObject, listOf, stringOf } from '../model/json.ts';
import { type AwsApi, objectsOf } from './api.ts';
import { dataUrls } from './data-url.ts';
import { createFacts, noFacts } from './facts.ts';
import {
  accountOf,
  authorizationDetailsApi,
  isAuthorizationDetails,
} from './snapshot/authorization-details.ts';
import { type FileProblem, isoTime, parseSnapshot } from './snapshot/parse.ts';
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
  readonly problems: readonly FileProblem[];
}

interface Source {
  readonly api: AwsApi;
  readonly asOf: string;
}

/** Facts out of all files together; where two know a thing the newer one answers, of equal ones the later in the list. */
export function factsFromFiles(files: readonly FactsFile[]): FactsOfFiles {
  const { api, problems } = apiFromFiles(files);
  return { facts: api === null ? noFacts() : createFacts(api, dataUrls), problems };
}

/** The same as an API, for a caller that asks it directly; null where no file could be read. */
export function apiFromFiles(files: readonly FactsFile[]): {
  readonly api: AwsApi | null;
  readonly problems: readonly FileProblem[];
} {
  const problems: FileProblem[] = [];
  const sources: Source[] = [];
  for (const given of files) {
    const source = sourceOf(given, problems);
    if (source !== null) sources.push(source);
  }
  const newest = sources.toReversed().sort((a, b) => (a.asOf === b.asOf ? 0 : a.asOf < b.asOf ? 1 : -1));
  return { api: newest.length === 0 ? null : combine(newest.map(({ api }) => api)), problems };
}

function sourceOf(given: FactsFile, problems: FileProblem[]): Source | null {
  const json = typeof given.json === 'string' ? parsed(given.json) : given.json;
  const details = detailsIn(json);
  if (details !== null) {
    const asOf = isoTime(given.asOf) ?? newestDate(details);
    return { api: authorizationDetailsApi(details, asOf, accountOf(details)), asOf };
  }
  const snapshot = parseSnapshot(json, given.file);
  problems.push(...snapshot.problems);
  return snapshot.ok ? { api: snapshotApi(snapshot.snapshot), asOf: snapshot.snapshot.takenAt } : null;
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
    if (time !== null && time > newest) newest = time;
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
