// What Slack shows, line by line, for golden files.
import { dig, listOf, stringOf } from '../../../shared/model/json.ts';

/** A message as people read it: its texts, and its buttons in brackets. */
export function messageLines(blocks: readonly unknown[]): string[] {
  return blocks.flatMap((block) => {
    const texts = [dig(block, 'text'), ...listOf(dig(block, 'fields')), ...listOf(dig(block, 'elements'))];
    const words = texts.map((one) => stringOf(dig(one, 'text')) ?? stringOf(dig(one, 'text', 'text')) ?? '');
    const line = words.filter((word) => word !== '').join('  ');
    return dig(block, 'type') === 'actions' ? [`[${line.replaceAll('  ', '] [')}]`] : line.split('\n');
  });
}

/** Times and ids of one run are not those of the next, nor whether something was looked at once more meanwhile. */
export function scrubbed(line: string): string {
  return line
    .replace(/<!date\^[^>]*>/g, '<time>')
    .replace(/\d{4}-\d\d-\d\d(?:T[\d:.]+Z| \d\d:\d\d UTC)/g, '<time>')
    .replaceAll('<time> to <time>', '<time>')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>')
    .replace(/(%2F|\b)[0-9a-f]{32,64}\b/g, '$1<id>')
    .replace(/\(SHA-256 [0-9a-f]{12}…\)/g, '(SHA-256 <hash>…)')
    .replace(/(seawall-anchors-\w+-)\d{12}/g, '$1<account>');
}
