// The text of a new form of the result: what it is for, and its lines, written as the verdicts come.
// SPDX-License-Identifier: Apache-2.0
import { camelCase } from './spelling.ts';

/** `tap` gives `export const tap = defineReport({…})`. */
export function renderNewReport(name: string): string {
  const camel = camelCase(name);
  return `// TODO: the form, for whom it is, and where it is specified.
// SPDX-License-Identifier: Apache-2.0
import { problemLine } from '../../input/problem.ts';
import { plain } from '../../terminal/terminal.ts';
import { defineReport, type ReportContext } from '../define.ts';
import type { Ending, Report } from '../report.ts';
import { unknownByFile } from '../unknown-by-file.ts';

export const ${camel} = defineReport({ says: 'TODO: for whom', begins: null, open: ${camel}Report });

function ${camel}Report({ output }: ReportContext): Report {
  const lines: string[] = [];
  const unknown = unknownByFile();
  return {
    verdict(verdict, waiver = null) {
      // What could not be judged is no pass: a form that says nothing of it fails test/cli/unknown.test.ts.
      unknown.add(verdict);
      if (verdict.outcome !== 'fail' || waiver !== null) return;
      const [first] = verdict.evidence;
      const place = first?.path ?? '';
      // One line, whatever is in the names: plain makes tabs and new lines blanks, too. Join cells by tabs after it, not before.
      lines.push(plain(\`\${verdict.control} \${verdict.subject.name} \${place}: \${first?.message ?? ''}\`));
    },
    async end({ errors }: Ending) {
      const rest = [...unknown.sentences().map(([file, sentence]) => \`\${file ?? 'stdin'}: \${sentence}\`), ...errors.map(problemLine)];
      for (const line of [...lines, ...rest]) await output.write(\`\${line}\\n\`);
    },
  };
}
`;
}
