// The simple commands in shell text, as written: nothing is expanded.
// SPDX-License-Identifier: Apache-2.0
import type { Node } from './nodes.ts';
import { syntaxOf } from './syntax.ts';

/** Words of every command, in the order written; those of loops, conditions and functions too. Linear time. */
export function shellCommands(text: string): readonly (readonly string[])[] {
  const found: string[][] = [];
  for (const node of syntaxOf(text)) collect(node, found);
  return found;
}

function collect(node: Node, found: string[][]): void {
  if (node.kind === 'command') found.push(node.words.map((word) => word.text));
  else if (node.kind === 'function') collect(node.body, found);
  else for (const part of node.kind === 'pipeline' ? node.parts : node.body) collect(part, found);
}
