// How findings are named on the command line: by their id, the beginning of it, or both its ends.
import type { Finding } from '../../shared/model/finding.ts';
import { UsageError } from './exit.ts';

/** What `--help` says of an argument that names a finding. */
export const findingWords = 'id of a finding, its beginning, or beginning..end as terminals show it';

/** Both ends: findings of one subject begin alike, those of one control end alike. */
export function shortId(id: string): string {
  return `${id.slice(0, 6)}..${id.slice(-5)}`;
}

/** Throws UsageError where the words mean none, and where they mean several. */
export function findingAmong(all: readonly Finding[], written: string): Finding {
  const matching = all.filter((finding) => names(written, finding));
  const [finding, another] = matching;
  if (finding === undefined)
    throw new UsageError(`there is no finding ${written}: \`seawall findings\` lists those of a record`);
  if (another !== undefined)
    throw new UsageError(
      `${written} means ${matching.length} findings, such as ${finding.id} and ${another.id}`,
    );
  return finding;
}

function names(written: string, { id }: Finding): boolean {
  const [start = '', end = ''] = written.split('..');
  return start !== '' && id.startsWith(start) && id.endsWith(end);
}
