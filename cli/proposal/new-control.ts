// The text of a new control of one's own, and its place in a policy that may be there already. Pure.
// SPDX-License-Identifier: Apache-2.0
import { isNode, isSeq, parseDocument, stringify } from 'yaml';
import type { SubjectKind } from '../../shared/model/subject.ts';
import { controlStarts } from './control-kinds.ts';

/** A whole policy that holds the control and nothing else. */
export function policyWith(id: string, judges: SubjectKind): string {
  return `version: 1\ncustom:\n${itemOf(id, judges, '  ')}`;
}

/** The policy with the control added, all else as it was written; null: its `custom` is no list with a line for each item. */
export function addedTo(text: string, id: string, judges: SubjectKind): string | null {
  const custom = parseDocument(text).get('custom', true);
  if (custom === undefined) {
    const before = [text.trimEnd(), ''].filter((part) => part !== '');
    return [...before, `custom:\n${itemOf(id, judges, '  ')}`].join('\n\n');
  }
  const begin = isSeq(custom) && custom.flow !== true ? firstLine(text, custom.items[0]) : null;
  if (begin === null) return null;
  const indent = text.slice(begin, text.indexOf('-', begin));
  return text.slice(0, begin) + itemOf(id, judges, indent) + text.slice(begin);
}

/** Where the line with the dash of a list's item begins; null where something else stands before the dash. */
function firstLine(text: string, item: unknown): number | null {
  if (!isNode(item) || !item.range) return null;
  const dash = text.lastIndexOf('-', item.range[0]);
  const begin = text.lastIndexOf('\n', dash) + 1;
  return text.slice(begin, dash).trim() === '' ? begin : null;
}

function itemOf(id: string, judges: SubjectKind, indent: string): string {
  const { holds, message, fix, fails, passes } = controlStarts[judges];
  const lines = [
    `- id: ${id}`,
    `  judges: ${judges} # workload image repository host cluster principal network call`,
    '  severity: medium # low medium high critical',
    '  # True where all is well. What it sees, and the functions: docs/custom-controls.md',
    `  holds: ${JSON.stringify(holds)}`,
    `  message: ${JSON.stringify(message)}`,
    `  fix: ${JSON.stringify(fix)}`,
    '  # Documents as `seawall evaluate` reads them: `seawall test` runs these.',
    '  examples:',
    '    fails:',
    ...exampleOf('what is wrong', fails),
    '    passes:',
    ...exampleOf('what is right', passes),
  ];
  return lines.map((line) => `${indent}${line}\n`).join('');
}

function exampleOf(says: string, given: object): string[] {
  const document = stringify(given, { lineWidth: 0 }).trimEnd().split('\n');
  return [`      - says: ${says}`, '        given:', ...document.map((line) => `          ${line}`)];
}
