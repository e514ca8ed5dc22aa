// To whom a resource policy, such as an ECR repository's, opens given actions.
// SPDX-License-Identifier: Apache-2.0

import { parsePolicy } from '../policy/parse.ts';
import { type Exposure, exposures } from './exposure.ts';

/** One principal to whom the policy opens some of the actions. */
export type OpenedResource = Exposure;

export type OpenedTo =
  | { readonly ok: true; readonly opened: readonly OpenedResource[] }
  | { readonly ok: false; readonly path: string; readonly reason: string };

/**
 * The principals to whom a resource policy opens any of `actions` (full names such as `ecr:BatchGetImage`; the
 * policy's wildcards count). Not ok where the document is malformed.
 */
export function openedTo(document: unknown, at: string, actions: readonly string[]): OpenedTo {
  const parsed = parsePolicy(document);
  if (!parsed.ok) return parsed;
  return { ok: true, opened: exposures(parsed.policy, at, actions) };
}
