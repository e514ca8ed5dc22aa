// Fails in blocks, by file, by cause or by control: for terminals too narrow for columns. Lines wrap at blanks, so that no path and no id is cut.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../shared/model/control.ts';
import { type Severity, severityRank } from '../../shared/model/severity.ts';
import { linkToFile } from '../terminal/links.ts';
import { type Paint, plain } from '../terminal/terminal.ts';
import type { Grouping } from './define.ts';
import { type Failure, fileOf } from './failure.ts';
import { compareTexts } from './order.ts';
import { severityStyles } from './table.ts';
import { counted } from './words.ts';
import { wrappedAtBlanks } from './wrapped-at-blanks.ts';

interface Look {
  readonly paint: Paint;
  /** Null: nothing wraps. */
  readonly columns: number | null;
  readonly controls: readonly Control[];
  /** Whether names of files are links. */
  readonly links: boolean;
}

/** One evidence, and what a block says of it. */
interface Line {
  readonly severity: Severity;
  readonly waivedUntil: string | null;
  readonly control: string;
  /** Groups by what is wrong: the same place in documents of the same kind. */
  readonly cause: string;
  readonly file: string;
  /** The file as given; null: it is none. */
  readonly path: string | null;
  readonly subject: string;
  readonly place: string;
  readonly message: string;
}

/** `failed` comes in order. */
export function blocks(failed: readonly Failure[], grouping: Grouping, look: Look): string {
  const lines = failed.flatMap(linesOf);
  const groups = [...Map.groupBy(lines, (line) => line[grouping])];
  const sorted = groups.sort(([a, one], [b, other]) => byWorst(one, other) || compareTexts(a, b));
  return sorted.map(([name, members]) => blockOf(name, members, grouping, look)).join('\n');
}

function byWorst([one]: readonly Line[], [other]: readonly Line[]): number {
  return rankOf(other) - rankOf(one);
}

/** What is waived comes last. */
function rankOf(line: Line | undefined): number {
  return line === undefined || line.waivedUntil !== null ? -1 : severityRank(line.severity);
}

function linesOf({ verdict, waiver, lines }: Failure): readonly Line[] {
  const { control, severity, subject, source, evidence } = verdict;
  const file = plain(fileOf(source.file));
  const shared = {
    severity,
    control,
    file,
    path: source.file === '-' ? null : source.file,
    subject: plain(subject.name),
    waivedUntil: waiver?.until ?? null,
  };
  return evidence.map(({ path, message }, index) => {
    const line = lines[index] ?? null;
    const cause = `${control} ${path.replace(/\[\d+\]/g, '[]')}`;
    const place = [line === null ? '' : `line ${line}`, plain(path)]
      .filter((part) => part !== '')
      .join(' · ');
    return { ...shared, cause, place, message: plain(message) };
  });
}

function blockOf(name: string, members: readonly Line[], grouping: Grouping, look: Look): string {
  if (grouping === 'file') return fileBlock(name, members, look);
  const [first] = members;
  if (first === undefined) return '';
  const title = look.controls.find(({ id }) => id === first.control)?.title ?? '';
  const head = row(first, [title, first.control], look);
  const places = grouping === 'control' ? members.map(placeWords) : someOf(members);
  return head + places.map((words) => wrappedAtBlanks(words, indent, indent, look.columns)).join('');
}

function fileBlock(name: string, members: readonly Line[], look: Look): string {
  const painted = look.paint('bold', name === '' ? 'no file' : name);
  const path = look.links ? (members[0]?.path ?? null) : null;
  const shown = path === null ? painted : linkToFile(path, painted);
  const head = wrappedAtBlanks(shown, '', '', look.columns);
  const rows = members.map((line) => {
    const said = line.subject === name ? line.message : `${line.subject}: ${line.message}`;
    return row(line, [said, [line.place, line.control].filter((part) => part !== '').join(' · ')], look);
  });
  return head + rows.join('');
}

const indent = ' '.repeat(12);

/** Severity, then what is said behind it in lines of its own. */
function row({ severity, waivedUntil }: Line, said: readonly string[], { paint, columns }: Look): string {
  const first = `  ${paint(severityStyles[severity], severity)}${' '.repeat(indent.length - 2 - severity.length)}`;
  const waived = waivedUntil === null ? [] : [`waived until ${waivedUntil}`];
  return [...said, ...waived]
    .map((text, index) => wrappedAtBlanks(text, index === 0 ? first : indent, indent, columns))
    .join('');
}

function placeWords({ file, subject, place, message }: Line): string {
  return [[file, subject === file ? '' : subject].filter((part) => part !== '').join(' '), place, message]
    .filter((part) => part !== '')
    .join(' · ');
}

const mostPlaces = 3;

function someOf(members: readonly Line[]): readonly string[] {
  const files = new Set(members.map(({ file }) => file));
  const more = members.length - mostPlaces;
  const rest = more > 0 ? [`and ${more} more, ${counted(files.size, 'file')} in all`] : [];
  return [...members.slice(0, mostPlaces).map(placeWords), ...rest];
}
