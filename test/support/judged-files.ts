// Judges documents as files of one run, by the whole catalogue and without facts; answers with the verdicts of a control.
import { readDocuments } from '../../shared/intake/documents/read.ts';
import type { Json } from '../../shared/model/json.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { judge } from '../../shared/pipeline.ts';
import { judgingWith } from './judging.ts';

/** Throws where a document cannot be read. */
export async function judgedFiles(
  files: Readonly<Record<string, Json>>,
): Promise<(control: string) => readonly Verdict[]> {
  const judging = judgingWith({ version: 1 });
  const verdicts: Verdict[] = [];
  for (const [file, document] of Object.entries(files)) {
    for (const result of readDocuments(JSON.stringify(document), file)) {
      if (!result.ok) throw new Error(`${file}: ${result.message}`);
      if (result.intake.kind === 'observed')
        verdicts.push(...(await judge(result.intake.observation, judging)));
    }
  }
  return (control) => verdicts.filter((verdict) => verdict.control === control);
}
