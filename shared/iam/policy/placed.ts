// The statements of a policy, each with its place in the input instead of its place in the document.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { rememberedAt } from '../../model/remembered.ts';
import type { PolicyDocument, Statement } from './document.ts';
import { parsePolicy } from './parse.ts';

/** None of a document that is no policy. */
export function statementsAt(document: unknown, at: string): readonly Statement[] {
  const parsed = parsePolicy(document);
  return parsed.ok ? placed(parsed.policy, at) : [];
}

const placed = rememberedAt(({ statements }: PolicyDocument, at): readonly Statement[] =>
  statements.map((one) => ({ ...one, path: join(at, one.path) })),
);
