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

export const ${camel} = defineReport({ says: 'TODO: for whom', begins: null, open: ${camel}Report });

function ${camel}Report({ output }: ReportContext): Report {
  const lines: string[] = [];
  return {
    verdict(verdict, waiver = null) {
      if (verdict.outcome !== 'fail' || waiver !== null) return;
      const [first] = verdict.evidence;
      const place = first?.path ?? '';
      lines.push(plain(\`\${verdict.control} \${verdict.subject.name} \${place}: \${first?.message ?? ''}\`));
    },
    async end({ errors }: Ending) {
      for (const line of [...lines, ...errors.map(problemLine)]) await output.write(\`\${line}\\n\`);
    },
  };
}
`;
}
