// What neither passed nor failed, as a table has it: a sum, or each with its reason where it was asked for by name.
// SPDX-License-Identifier: Apache-2.0
import type { Outcome, Verdict } from '../../shared/model/verdict.ts';
import { needsFacts } from '../program/run.ts';
import { type Paint, plain } from '../terminal/terminal.ts';
import { calledIn } from './failure.ts';
import { compareTexts } from './order.ts';
import { textTable } from './text-table.ts';
import { counted } from './words.ts';

export interface Unsettled {
  add(verdict: Verdict): void;
  /** Ends with a blank line; empty where nothing was asked for by name, or nothing is there. */
  table(paint: Paint, columns: number | null): string;
  readonly sums: readonly string[];
}

/** `only`: outcomes that were asked for by name; undefined: none were. */
export function unsettled(only: ReadonlySet<Outcome> | undefined): Unsettled {
  const blind = new Set<string>();
  const listed: Verdict[] = [];
  let open = 0;
  let images = 0;
  const addUnknown = ({ subject, control }: Verdict) => {
    // No snapshot has more to say of an image: its registry or its archive was asked.
    if (subject.kind === 'image') images++;
    else if (needsFacts.has(control)) blind.add(control);
    else open++;
  };
  return {
    add(verdict) {
      if (verdict.outcome === 'pass') return;
      if (only?.has(verdict.outcome)) listed.push(verdict);
      else if (verdict.outcome === 'unknown') addUnknown(verdict);
    },
    table(paint, columns) {
      if (listed.length === 0) return '';
      const sorted = listed.toSorted((a, b) => compareTexts(a.control, b.control));
      return `${textTable(head, sorted.map(rowOf), paint, columns)}\n`;
    },
    get sums() {
      return [
        ...(blind.size > 0 ? [blindWords(blind.size)] : []),
        ...(images > 0 ? [imageWords(images)] : []),
        ...(open > 0 ? [openWords(open)] : []),
      ];
    },
  };
}

const head = ['OUTCOME', 'CONTROL', 'SUBJECT', 'WHY'];

function rowOf(verdict: Verdict): string[] {
  return [verdict.outcome, verdict.control, plain(calledIn(verdict)), plain(verdict.reason ?? '')];
}

function blindWords(count: number): string {
  return `${counted(count, 'control needs', 'controls need')} facts that were not given: \`seawall snapshot\` writes them into a file for --facts`;
}

function imageWords(count: number): string {
  return `${counted(count, 'verdict on an image is', 'verdicts on images are')} unknown: --only unknown says why`;
}

function openWords(count: number): string {
  return `${counted(count, 'verdict depends', 'verdicts depend')} on values that the input does not define: --only unknown names ${count === 1 ? 'it' : 'them'}`;
}
