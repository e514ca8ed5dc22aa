// Loads a policy: text in, a Policy or every mistake with its place out. Pure: files and digests come as arguments.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../model/control.ts';
import { idleApprovers } from './approvers.ts';
import { buildPolicy } from './build.ts';
import { checkCertified } from './certified.ts';
import { checkMeaning, expiredWaivers } from './checks.ts';
import { readDocument, type Source } from './document.ts';
import { checkSchemas } from './environment-schemas.ts';
import { type NamedFiles, type ReadFile, readNamedFiles } from './files.ts';
import { fnv1a } from './fnv1a.ts';
import { check } from './issues.ts';
import { idleKeys } from './not-yet.ts';
import { checkParameters } from './parameters.ts';
import type { Policy } from './policy.ts';
import type { Mistake, Problem } from './problem.ts';
import { type PolicyFile, policySchema } from './schema.ts';

export interface LoadOptions {
  /** Name for messages and `policy.source`. */
  readonly file: string;
  /** The controls that the policy may speak of. */
  readonly controls: readonly Control[];
  /** Load time, for waiver-limit: the wall clock, also in a replay. */
  readonly now: Date | string;
  /** Text of a file named by the policy, by its path relative to the policy file; null: none. Left out: there are none. */
  readonly readFile?: ReadFile;
  /** Replaces the file's `profile`. */
  readonly strictness?: 'baseline' | 'restricted';
  /** The deployed object's version; left out: the policy comes from a file. */
  readonly version?: string | null;
  /** Makes `hash` from the text; left out: a fast checksum. */
  readonly digest?: (text: string) => string;
}

export interface WrongHolds {
  readonly index: number;
  readonly offset: number;
  readonly message: string;
  readonly remedy: string;
}

export type Loaded =
  | {
      readonly ok: true;
      readonly policy: Policy;
      readonly notices: string[];
      /** The problem of `custom[index].holds` as one of this file; `offset` counts its characters. */
      readonly wrongHolds: (wrong: WrongHolds) => Problem;
    }
  | { readonly ok: false; readonly problems: Problem[] };

/** Never throws for what stands in `text`; an empty text is a valid policy that only observes. */
export function loadPolicy(text: string, options: LoadOptions): Loaded {
  const read = readDocument(text, options.file);
  if (!read.ok) return read;
  const { source } = read;
  const refuse = (mistakes: readonly Mistake[]): Loaded => ({
    ok: false,
    problems: problemsOf(mistakes, source, options.file),
  });
  const shaped = check(policySchema, source.data ?? {});
  if (!shaped.ok) return refuse(shaped.mistakes);
  const file: PolicyFile = { ...shaped.value, profile: options.strictness ?? shaped.value.profile };
  const now = new Date(options.now).getTime();
  const ids = options.controls.map(({ id }) => id);
  const files = readNamedFiles(file, options.readFile ?? (() => null));
  const mistakes = [
    ...checkMeaning(file, ids, now),
    ...checkCertified(file, options.controls),
    ...checkParameters(file, options.controls),
    ...checkSchemas(file),
    ...files.mistakes,
  ];
  if (mistakes.length > 0) return refuse(mistakes);
  const origin = {
    source: options.file,
    hash: hashOf(text, files, options),
    version: options.version ?? null,
  };
  return {
    ok: true,
    policy: buildPolicy(file, files, origin),
    notices: noticesOf(file, ids, now, { source, name: options.file }),
    wrongHolds: ({ index, offset, message, remedy }) => {
      const holds = file.custom?.[index]?.holds ?? '';
      const place = source.within(['custom', index, 'holds'], holds, offset);
      return { file: options.file, ...place, code: 'wrong-expression', message, remedy };
    },
  };
}

/** A file of another kind altogether would yield one for every key. */
const mostProblems = 100;

function problemsOf(mistakes: readonly Mistake[], source: Source, file: string): Problem[] {
  return mistakes
    .slice(0, mostProblems)
    .map(({ path, on, ...said }) => ({ file, ...source.place(path, on), ...said }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** Of the text alone where nothing else takes part, so that it can be compared with a checksum of the file. */
function hashOf(text: string, { texts }: NamedFiles, { digest = fnv1a, strictness }: LoadOptions): string {
  const parts = [...texts].map(([path, content]) => `\n--- ${path}\n${content}`);
  if (strictness !== undefined) parts.push(`\n--- strictness: ${strictness}\n`);
  return digest(text + parts.join(''));
}

interface NamedSource {
  readonly source: Source;
  readonly name: string;
}

function noticesOf(
  file: PolicyFile,
  ids: readonly string[],
  now: number,
  { source, name }: NamedSource,
): string[] {
  const idle = idleKeys(source.data, ids).map((path) => ({
    path,
    on: 'key' as const,
    message: `${path.join('.')} has no effect yet`,
  }));
  const expired = expiredWaivers(file, now).map((found) => ({ ...found, on: 'value' as const }));
  const approvers = idleApprovers(file.respond?.approvers ?? []).map((found) => ({
    ...found,
    on: 'value' as const,
  }));
  return [...idle, ...expired, ...approvers].map(({ path, on, message }) => {
    const { line, column } = source.place(path, on);
    return `${name}:${line}:${column}: ${message}`;
  });
}
