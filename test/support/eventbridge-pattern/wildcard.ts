// `wildcard` of event patterns: `*` is any run of characters, `\*` a star, `\\` a backslash. No RegExp: linear time.
import { PatternError } from './error.ts';

/** Literal pieces between the stars: `a*b` is `['a', 'b']`. */
export function parseWildcard(pattern: string, path: string): (text: string) => boolean {
  const pieces = piecesOf(pattern, path);
  return (text) => fits(pieces, text);
}

function piecesOf(pattern: string, path: string): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  let afterStar = false;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    const star = character === '*';
    if (star && afterStar) throw new PatternError(path, 'two stars in a row are not allowed');
    if (star) {
      pieces.push(piece);
      piece = '';
    } else piece += character === '\\' ? escaped(pattern.charAt(++index), path) : character;
    afterStar = star;
  }
  return [...pieces, piece];
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html: only these two. */
function escaped(character: string, path: string): string {
  if (character !== '*' && character !== '\\') {
    throw new PatternError(path, 'a backslash may only stand before a star or a backslash');
  }
  return character;
}

/** The first piece begins the text, the last one ends it, the others follow each other, each as early as it can. */
function fits(pieces: readonly string[], text: string): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, from);
    if (found < 0) return false;
    from = found + piece.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
