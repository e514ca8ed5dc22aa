// How findings are named on the command line: by their id or the beginning of it, today's or a former one.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../shared/model/finding.ts';
import { counted } from '../report/words.ts';
import { UsageError } from '../terminal/exit.ts';

/** What `--help` says of an argument that names a finding. */
export const findingWords = 'id of a finding, or its first eight digits';

const shownDigits = 8;

/** What a terminal shows of an id, and people type. */
export function shortId(id: string): string {
  return id.slice(0, shownDigits);
}

/** Throws UsageError where the words mean none, and where they mean several. */
export function findingAmong(all: readonly Finding[], written: string): Finding {
  const matching = all.filter((finding) => names(written, finding));
  const [finding, another] = matching;
  if (finding === undefined)
    throw new UsageError(
      `there is no finding ${written}: ${ids(all.length)} with it; \`seawall findings\` lists them`,
    );
  if (another !== undefined)
    throw new UsageError(
      `${written} means ${matching.length} findings, such as ${finding.id} and ${another.id}: write more digits`,
    );
  return finding;
}

function ids(count: number): string {
  return count === 0
    ? 'the record holds none, so no id begins'
    : `no id of the record’s ${counted(count, 'finding')} begins`;
}

/** `beginning..end` is how terminals showed ids once: it stays good for whoever kept one. */
function names(written: string, { id, formerId }: Finding): boolean {
  const [start = '', end = ''] = written.split('..');
  return start !== '' && [id, formerId ?? ''].some((one) => one.startsWith(start) && one.endsWith(end));
}
