// The tables of CONTRIBUTING.md: what is written by hand besides the file of something new.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { byHand, checklistTable, type Kind } from './by-hand.ts';
import type { Output } from './output.ts';
import { withSections } from './sections.ts';

export function contributing(root: string): Output {
  const path = 'CONTRIBUTING.md';
  const kinds = (Object.keys(byHand) as Kind[]).filter((kind) => byHand[kind].length > 0);
  const tables = Object.fromEntries(kinds.map((kind) => [kind, checklistTable(kind)]));
  return { path, text: withSections(path, readFileSync(`${root}/${path}`, 'utf8'), tables) };
}
