// The text of a file as observations: one for each document, item of a list or resource of a template.
// SPDX-License-Identifier: Apache-2.0
import { type Allowance, budgetOf } from '../../model/budget.ts';
import { isObject, type JsonObject, objectOf } from '../../model/json.ts';
import type { Intake, Observation } from '../../model/observation.ts';
import type { SourceRef } from '../../model/source-ref.ts';
import { notAnEvent } from '../events/context.ts';
import { nowhere, type Where } from '../workload/where.ts';
import { type DocumentKind, detect } from './detect.ts';
import { type Item, itemsOf } from './item.ts';
import { looksLikeJson, readJson } from './json.ts';
import { leftOutKind } from './kubernetes.ts';
import { namedPath } from './named.ts';
import type { Parsed, ParsedOrProblem, ParseProblem } from './parsed.ts';
import type { Position } from './position.ts';
import { readItem } from './readers.ts';
import type { FileWhere, Reading } from './reading.ts';
import { type DocumentRoles, rolesAmong } from './roles.ts';
import type { Exports } from './template-imports.ts';
import { unrenderedDocument } from './unrendered.ts';
import { readYaml } from './yaml.ts';

export interface ReadOptions {
  /** Takes every document for this kind. */
  readonly kind?: DocumentKind;
  /** Reads a single event; without it events are dropped. */
  readonly readEvent?: (raw: unknown, ref: SourceRef) => Intake;
  /** What is known of the place the documents describe. */
  readonly where?: Where;
  /** Roles that lie beside the file: its bindings refer to them. */
  readonly roles?: DocumentRoles;
  /** What the templates beside the file export for it. */
  readonly exports?: Exports;
  /** The service beside the file that runs a definition of it. */
  readonly runnerOf?: (definition: JsonObject) => string | null;
}

export type DocumentResult =
  | {
      readonly ok: true;
      /** 0-based place in the file. */
      readonly index: number;
      readonly intake: Intake;
      /** Where an evidence path stands in the file; null where the path is empty. */
      readonly position: (path: string) => Position | null;
      /** The same path with its list places named by what stands there (`named.ts`). */
      readonly named: (path: string) => string;
    }
  | ({ readonly ok: false; readonly index: number } & ParseProblem);

/** Steps that functions and loops of one file may take together: about a second. */
const ofFile: Allowance = { steps: 2_000_000, characters: 16 * 1024 * 1024 };

/**
 * Reads JSON (a document, an array, one a line) and YAML (many documents) in document order. Never throws: text that cannot
 * be read is a problem with line and column, a document of unknown kind is dropped by that name.
 * @param file its path as given: the subject.id of documents that have no name of their own
 */
export function readDocuments(text: string, file: string, options: ReadOptions = {}): DocumentResult[] {
  const clean = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const results: DocumentResult[] = [];
  const parsed = parsedOf(clean, file).map(withItems);
  const objects = parsed.flatMap((one) => ('items' in one ? one.items : [])).map(({ value }) => value);
  const roles = new Map([...(options.roles ?? []), ...rolesAmong(objects.filter(isObject))]);
  const budget = budgetOf(ofFile);
  const { exports = new Map(), runnerOf = () => null } = options;
  const beside = { roles, exports, runnerOf };
  const where: FileWhere = { ...(options.where ?? nowhere), file, unnamed: file, ...beside, budget };
  for (const one of parsed) {
    if ('problem' in one) results.push({ ok: false, index: results.length, ...one.problem });
    else for (const item of one.items) push(results, { parsed: one.document, item }, where, options);
  }
  return results;
}

/** YAML in flow style, and JSON documents parted by `---`, begin as JSON does: where the file says that it is YAML, or a template, it may be. */
export function parsedOf(text: string, file: string): readonly ParsedOrProblem[] {
  // A template of Helm or its like begins with braces of its own.
  if (!looksLikeJson(text) || /^\s*\{\{/.test(text)) return readYaml(text);
  const json = readJson(text);
  if (!/\.(?:ya?ml|template)$/i.test(file) || !json.some((one) => 'problem' in one)) return json;
  const yaml = readYaml(text);
  return yaml.some((one) => 'problem' in one) ? json : yaml;
}

function withItems(parsed: ParsedOrProblem) {
  return 'problem' in parsed ? parsed : { document: parsed, items: itemsOf(parsed.value) };
}

const noEvent = {
  code: 'malformed-document',
  message: 'is no event: it is neither of CloudTrail or EventBridge nor an audit event',
  remedy: 'say what it is with another --kind, or mend it',
};

interface ParsedItem {
  readonly parsed: Parsed;
  readonly item: Item;
}

function push(
  results: DocumentResult[],
  { parsed, item }: ParsedItem,
  where: FileWhere,
  options: ReadOptions,
): void {
  const kind = isObject(item.value) ? (options.kind ?? detect(item.value)) : null;
  const ref = { file: where.file, index: results.length, eventId: null, time: null };
  const unrendered =
    isObject(item.value) && options.kind === undefined ? unrenderedDocument(item.value) : null;
  if (kind === null || unrendered !== null || !isObject(item.value)) {
    const reason = unrendered === null ? 'unknown kind' : `unknown kind: ${unrendered}`;
    results.push(result({ kind: 'dropped', reason }, ref, parsed, item.path));
    return;
  }
  if (kind === 'event') {
    const intake: Intake = options.readEvent?.(item.value, ref) ?? { kind: 'dropped', reason: 'an event' };
    if (options.kind === 'event' && intake.kind === 'dropped' && intake.reason === notAnEvent) {
      results.push({ ok: false, index: ref.index, ...parsed.locate(item.path), ...noEvent });
      return;
    }
    results.push(result(intake, ref, parsed, item.path));
    return;
  }
  const readings = readItem(item.value, kind, { ...where, account: item.account ?? where.account });
  for (const reading of readings)
    results.push(ofReading(reading, { ...ref, index: results.length }, { parsed, item }, kind));
}

function ofReading(
  reading: Reading,
  ref: SourceRef,
  { parsed, item }: ParsedItem,
  kind: DocumentKind,
): DocumentResult {
  const { unsound } = reading;
  if (unsound !== undefined && 'message' in unsound) {
    const { message, remedy } = unsound;
    const place = parsed.locate(item.translation === undefined ? joined(item.path, unsound.path) : '');
    return { ok: false, index: ref.index, ...place, code: 'malformed-document', message, remedy };
  }
  const left =
    unsound?.reason ?? (isEmpty(reading) && kind === 'kubernetes' ? leftOutKind(objectOf(item.value)) : null);
  if (left !== null) return result({ kind: 'dropped', reason: left }, ref, parsed, item.path);
  const { written = (one: Reading) => one, spot = (place: string) => place } = item.translation ?? {};
  const found = written(reading);
  const locate = (place: string) => parsed.locate(spot(place));
  const base = (path: string) =>
    joined(item.path, isElsewhere(found, path) ? (found.elsewhere?.path ?? '') : found.path);
  return result(observed(found, ref), ref, { ...parsed, locate, spot }, base);
}

function isElsewhere({ elsewhere }: Reading, path: string): boolean {
  const [key = ''] = path.split(/[.[]/, 1);
  return elsewhere?.keys.has(key) ?? false;
}

function isEmpty({ subjects, pending = [] }: Reading): boolean {
  return subjects.length === 0 && pending.length === 0;
}

function joined(base: string, path: string): string {
  // A place in another resource of the same template is told from its root.
  if (base.startsWith('Resources.') && path.startsWith('Resources.')) return path;
  return base !== '' && path !== '' && !path.startsWith('[') ? `${base}.${path}` : base + path;
}

/** A document whose paths may be written otherwise than they stand in it. */
interface Translated extends Parsed {
  readonly spot?: (path: string) => string;
}

/** @param base path of what was judged, of which evidence paths are parts; it may depend on the part */
function result(
  intake: Intake,
  ref: SourceRef,
  parsed: Translated,
  base: string | ((path: string) => string),
): DocumentResult {
  const whole = (path: string) => joined(typeof base === 'string' ? base : base(path), path);
  const position = (path: string) => (path === '' ? null : parsed.locate(whole(path)));
  const named = (path: string) => namedPath(parsed.value, parsed.spot?.(whole(path)) ?? whole(path));
  return { ok: true, index: ref.index, intake, position, named };
}

function observed({ subjects, pending = [], name }: Reading, ref: SourceRef): Intake {
  const [first] = subjects;
  const observation: Observation = {
    id: `${ref.file}#${ref.index}`,
    source: 'file',
    name,
    time: null,
    account: first?.account ?? null,
    region: first?.region ?? null,
    actor: null,
    replayed: false,
    subjects,
    pending,
    gone: [],
    ref,
  };
  return { kind: 'observed', observation };
}
