// The facts of a run: the files given with --facts, or none.
// SPDX-License-Identifier: Apache-2.0
import type { AwsApi } from '../../shared/gather/api.ts';
import { noFacts } from '../../shared/gather/facts.ts';
import { apiFromFiles, factsFromFiles } from '../../shared/gather/files.ts';
import type { FileProblem } from '../../shared/gather/snapshot.ts';
import { scanJson } from '../../shared/intake/documents/json-spots.ts';
import { offsetOf, positionsIn } from '../../shared/intake/documents/position.ts';
import type { Facts } from '../../shared/model/facts.ts';
import { UsageError } from '../terminal/exit.ts';
import { bytesOfFile, joined, standardInputChunks } from './bytes.ts';
import { problemLine } from './problem.ts';
import { decode, type Text } from './text.ts';
import { unreadable } from './unreadable.ts';

/** The facts, and what they are read through. Throws UsageError where a file is no snapshot and no authorization details. */
export function factsOfRun(files: readonly string[]): {
  readonly facts: Facts;
  readonly recorded: AwsApi | null;
} {
  if (files.length === 0) return { facts: noFacts(), recorded: null };
  const documents = documentsIn(files);
  const { facts, api, problems } = factsFromFiles(documents);
  refuseProblems(problems, documents);
  return { facts, recorded: api };
}

/** The same files as an API to ask, with the places they tell of. Throws UsageError likewise. */
export function recordedAccounts(files: readonly string[]) {
  const documents = documentsIn(files);
  const found = apiFromFiles(documents);
  refuseProblems(found.problems, documents);
  return found;
}

interface FactsDocument {
  readonly file: string;
  readonly text: string;
  readonly json: unknown;
}

function documentsIn(files: readonly string[]): readonly FactsDocument[] {
  return files.map((file) => ({ file, ...parsed(file) }));
}

function refuseProblems(problems: readonly FileProblem[], documents: readonly FactsDocument[]): void {
  if (problems.length === 0) return;
  throw new UsageError(
    ...problems.map((problem) => {
      const { file, path, message } = problem;
      return path === ''
        ? `${file}: ${message}`
        : `${file}${placeOf(problem, documents)}: ${path}: ${message}`;
    }),
  );
}

/** `:line:column` of the value that a problem names. */
function placeOf({ file, path }: FileProblem, documents: readonly FactsDocument[]): string {
  const { text } = documents.find((one) => one.file === file) ?? { text: '' };
  const scan = scanJson(text);
  if (!scan.ok) return '';
  const { line, column } = positionsIn(text)(offsetOf(scan.root, path));
  return `:${line}:${column}`;
}

function readNow(file: string): Text {
  try {
    return decode(file === '-' ? joined(standardInputChunks()) : bytesOfFile(file), file);
  } catch (error) {
    return { ok: false, problem: unreadable(file, error) };
  }
}

/** The parser's own message would quote the text, which may hold what nobody should read in a log. */
function parsed(file: string): { readonly text: string; readonly json: unknown } {
  const read = readNow(file);
  if (!read.ok) throw new UsageError(problemLine(read.problem));
  const { text } = read;
  try {
    return { text, json: JSON.parse(text) };
  } catch {
    const scan = scanJson(text);
    const offset = scan.ok ? 0 : scan.offset;
    const message = `this is not JSON: ${scan.ok ? 'JSON' : scan.expected} expected here`;
    const place = { ...positionsIn(text)(offset), index: null, code: 'malformed-json' };
    throw new UsageError(problemLine({ file, ...place, message, remedy: 'make the snapshot again' }));
  }
}
