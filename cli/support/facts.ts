// The facts of a run: the files given with --facts, or none.
import { readFileSync } from 'node:fs';
import { noFacts } from '../../shared/gather/facts.ts';
import { factsFromFiles } from '../../shared/gather/files.ts';
import type { Facts } from '../../shared/model/facts.ts';
import { UsageError } from './exit.ts';
import { unreadable } from './files.ts';
import { problemLine } from './problem.ts';

/** Throws UsageError where a file is no snapshot and no authorization details. */
export function factsOfRun(files: readonly string[]): Facts {
  if (files.length === 0) return noFacts();
  const documents = files.map((file) => ({ file, json: parsed(file) }));
  const { facts, problems } = factsFromFiles(documents);
  if (problems.length > 0)
    throw new UsageError(...problems.map(({ file, path, message }) => `${file}: ${path}: ${message}`));
  return facts;
}

function parsed(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(problemLine(unreadable(file, error)));
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
