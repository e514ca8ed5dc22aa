// Walks JSON text once, for what JSON.parse does not tell: where each value stands, and where the text breaks off.
// SPDX-License-Identifier: Apache-2.0
import type { Spot } from './position.ts';

export type Scan =
  | { readonly ok: true; readonly root: Spot }
  | {
      readonly ok: false;
      readonly offset: number;
      readonly expected: string;
      /** True where a whole value ends before the offset, and a bracket of another one follows. */
      readonly follows: boolean;
    };

interface Open {
  readonly offset: number;
  readonly keys: Map<string, Spot> | null;
  readonly items: Spot[] | null;
}

/** Linear in the text; nesting costs memory, not the call stack. */
export function scanJson(text: string): Scan {
  try {
    return { ok: true, root: new Scanner(text).whole() };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    const { offset, message } = error;
    const follows = message === theEnd && /[{[]/.test(text[offset] ?? '');
    return { ok: false, offset, expected: message, follows };
  }
}

const theEnd = 'the end of the document';

class Broken extends Error {
  readonly offset: number;
  constructor(offset: number, expected: string) {
    super(expected);
    this.offset = offset;
  }
}

const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const blanks = /[ \t\n\r]*/y;

/** What may come next: a value, the first thing in a bracket or its end, or what follows a value. */
type Expected = 'value' | 'first' | 'next';

class Scanner {
  private readonly text: string;
  private at = 0;
  private readonly open: Open[] = [];
  private key: { readonly name: string; readonly offset: number } | null = null;
  private root: Spot | null = null;

  constructor(text: string) {
    this.text = text;
  }

  whole(): Spot {
    let expected: Expected = 'value';
    while (this.root === null || this.open.length > 0) {
      this.skipBlanks();
      if (expected === 'value') expected = this.value();
      else if (expected === 'first') expected = this.first();
      else expected = this.next();
    }
    this.skipBlanks();
    if (this.at < this.text.length) throw new Broken(this.at, theEnd);
    return this.root;
  }

  private skipBlanks(): void {
    blanks.lastIndex = this.at;
    blanks.test(this.text);
    this.at = blanks.lastIndex;
  }

  private value(): Expected {
    const character = this.text[this.at];
    if (character === '{' || character === '[') {
      const spot = {
        offset: this.key?.offset ?? this.at,
        keys: character === '{' ? new Map<string, Spot>() : null,
        items: character === '[' ? [] : null,
      };
      this.place(spot);
      this.open.push(spot);
      this.at++;
      return 'first';
    }
    const offset = this.key?.offset ?? this.at;
    if (character === '"') this.string();
    else this.scalar();
    this.place({ offset, keys: null, items: null });
    return 'next';
  }

  private first(): Expected {
    if (this.closes()) return 'next';
    if (this.open.at(-1)?.keys) this.readKey();
    return 'value';
  }

  private next(): Expected {
    if (this.closes()) return 'next';
    const inObject = Boolean(this.open.at(-1)?.keys);
    if (this.text[this.at] !== ',') throw new Broken(this.at, inObject ? "',' or '}'" : "',' or ']'");
    this.at++;
    this.skipBlanks();
    if (inObject) this.readKey();
    return 'value';
  }

  private closes(): boolean {
    if (this.text[this.at] !== (this.open.at(-1)?.keys ? '}' : ']')) return false;
    this.at++;
    this.open.pop();
    return true;
  }

  private place(spot: Spot): void {
    const around = this.open.at(-1);
    if (around === undefined) this.root = spot;
    else if (around.keys !== null && this.key !== null) around.keys.set(this.key.name, spot);
    else around.items?.push(spot);
    this.key = null;
  }

  private readKey(): void {
    const offset = this.at;
    if (this.text[offset] !== '"') throw new Broken(offset, 'a key in double quotes');
    const name = this.string();
    this.skipBlanks();
    if (this.text[this.at] !== ':') throw new Broken(this.at, "':'");
    this.at++;
    this.key = { name, offset };
  }

  private scalar(): void {
    scalar.lastIndex = this.at;
    if (!scalar.test(this.text)) throw new Broken(this.at, 'a value');
    this.at = scalar.lastIndex;
  }

  private string(): string {
    const start = this.at++;
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined || character < ' ') throw new Broken(this.at, "the closing '\"' of a text");
      if (character === '"') break;
      this.at += character === '\\' ? 2 : 1;
    }
    this.at++;
    const written = this.text.slice(start, this.at);
    try {
      return written.includes('\\') ? String(JSON.parse(written)) : written.slice(1, -1);
    } catch {
      throw new Broken(start, 'a text without unknown escapes');
    }
  }
}
