// Reads the text of a snapshot file into recorded calls; parts that cannot be read are named and left out.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject, listOf, stringOf } from '../../model/json.ts';

/** One recorded call: what was asked, and what AWS answered (an output, or an error by name). */
export interface Recorded {
  readonly input: JsonObject;
  readonly output: JsonObject;
  /** Name of the error AWS answered with, such as `RepositoryPolicyNotFoundException`; null: it answered. */
  readonly error: string | null;
}

/** Recorded calls by `service.operation`, in lower case. */
export type Region = ReadonlyMap<string, readonly Recorded[]>;

export interface Snapshot {
  /** ISO time in UTC. */
  readonly takenAt: string;
  /** Regions by account, then by name. */
  readonly accounts: ReadonlyMap<string, ReadonlyMap<string, Region>>;
}

export interface FileProblem {
  readonly file: string;
  /** Path within the document; empty: the whole of it. */
  readonly path: string;
  readonly message: string;
}

export type ParsedSnapshot =
  | { readonly ok: true; readonly snapshot: Snapshot; readonly problems: readonly FileProblem[] }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** Reads a snapshot from its text or parsed JSON. Parts that cannot be read are left out, each with a problem. */
export function parseSnapshot(document: unknown, file: string): ParsedSnapshot {
  const problems: FileProblem[] = [];
  const problem = (path: string, message: string) => void problems.push({ file, path, message });
  const json = typeof document === 'string' ? parsed(document) : document;
  if (!isObject(json)) {
    problem('', 'is not a JSON object; expected a snapshot: {"version": 1, "takenAt": …, "accounts": …}');
    return { ok: false, problems };
  }
  const takenAt = isoTime(json.takenAt);
  if (json.version !== 1) problem('version', 'expected 1');
  if (takenAt === null) problem('takenAt', 'expected an ISO 8601 time');
  if (!isObject(json.accounts)) problem('accounts', 'expected an object of account ids');
  if (json.version !== 1 || takenAt === null || !isObject(json.accounts)) return { ok: false, problems };
  return { ok: true, snapshot: { takenAt, accounts: accountsOf(json.accounts, problem) }, problems };
}

type Report = (path: string, message: string) => void;

function accountsOf(accounts: JsonObject, report: Report): Snapshot['accounts'] {
  const found = new Map<string, ReadonlyMap<string, Region>>();
  for (const [id, account] of Object.entries(accounts)) {
    const path = `accounts.${id}.regions`;
    const regions = new Map<string, Region>();
    if (!isObject(account) || !isObject(account.regions)) report(path, 'expected an object of regions');
    else {
      for (const [name, region] of Object.entries(account.regions)) {
        if (isObject(region)) regions.set(name, regionOf(region, `${path}.${name}`, report));
        else report(`${path}.${name}`, 'expected an object of operations');
      }
    }
    found.set(id, regions);
  }
  return found;
}

function regionOf(region: JsonObject, path: string, report: Report): Region {
  const calls = new Map<string, Recorded[]>();
  for (const [operation, entries] of Object.entries(region)) {
    const where = `${path}["${operation}"]`;
    if (!/^[A-Za-z0-9-]+\.[A-Za-z0-9]+$/.test(operation))
      report(where, 'expected a name like ECS.DescribeTasks');
    else if (!Array.isArray(entries)) report(where, 'expected a list of {"input": …, "output": …}');
    else {
      // The CLI and other SDKs call Elastic Load Balancing by its short name.
      const key = operation.toLowerCase().replace(/^elbv2\./, 'elasticloadbalancingv2.');
      const list = calls.get(key) ?? [];
      for (const [index, entry] of listOf(entries).entries()) {
        const recorded = recordedOf(entry);
        if (recorded === null) report(`${where}[${index}]`, 'expected {"input": {…}, "output": {…}}');
        else list.push(recorded);
      }
      calls.set(key, list);
    }
  }
  return calls;
}

function recordedOf(entry: unknown): Recorded | null {
  if (!isObject(entry)) return null;
  const input = entry.input ?? {};
  const error = stringOf(entry.error) ?? (isObject(entry.error) ? stringOf(entry.error.name) : null);
  if (!isObject(input) || (error === null && !isObject(entry.output))) return null;
  return { input, output: isObject(entry.output) ? entry.output : {}, error };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The time in UTC with milliseconds; null where it is none. */
export function isoTime(value: unknown): string | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
