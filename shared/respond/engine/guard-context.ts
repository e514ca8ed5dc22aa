// What the guardrails are asked with, as the journal and the switches have it now.
// SPDX-License-Identifier: Apache-2.0
import type { GuardContext } from '../guardrails/guardrails.ts';
import { findStop } from '../guardrails/kill-switch.ts';
import { seenIn } from '../guardrails/remediation-loop.ts';
import type { Journal } from '../journal/entry.ts';
import type { Decisions } from './ports.ts';

export async function guardContext(journal: Journal, deps: Decisions): Promise<GuardContext> {
  const { policy, own } = deps;
  return { policy, own, seen: seenIn(journal, 0), stoppedBy: await findStop(deps) };
}
