// A response as programs see it, read from the journal. Pure.
// SPDX-License-Identifier: Apache-2.0

import type { Finding } from '../../model/finding.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';
import type { PlannedCall, Response } from '../../model/response.ts';
import { forJournal, redacted } from '../../secrets/redact.ts';
import type { Phase, Progress } from './progress.ts';

/** Calls as they may be shown. */
export function shownCalls(calls: readonly PlannedCall[]): readonly PlannedCall[] {
  return calls.map((call) => ({ ...call, parameters: redacted(call.parameters, forJournal) }));
}

const outcomes: Readonly<Record<Phase, Response['outcome']>> = {
  none: 'held',
  planned: 'planned',
  acting: 'planned',
  approved: 'planned',
  'awaiting-approval': 'awaiting-approval',
  done: 'done',
  failed: 'failed',
  undoing: 'done',
  undone: 'done',
  'undo-failed': 'failed',
  denied: 'held',
  expired: 'held',
  refused: 'held',
};

/** The response as the CLI contract has it. `last` tells why it stands where it stands. */
export function responseOf(
  finding: Finding,
  progress: Progress,
  calls: readonly PlannedCall[],
): Response | null {
  if (finding.response === null) return null;
  const { phase, fellBy, last, evidence } = progress;
  const detail = last?.detail ?? {};
  const held = phase === 'awaiting-approval' ? fellBy : phase === 'refused' ? heldIn(detail) : null;
  return {
    finding: finding.id,
    ...finding.response,
    outcome: outcomes[phase],
    heldBy: held,
    calls: shownCalls(calls),
    reason: sentence(progress),
    ...(evidence === null ? {} : { evidence }),
  };
}

function heldIn(detail: JsonObject): Response['heldBy'] {
  return (stringOf(detail.by) as Response['heldBy']) ?? 'guard-error';
}

/** What is planned or done comes first, and then how it stands: without it nobody knows what was denied or undone. */
function sentence({ phase, over, last, expires, words, because, approvals }: Progress): string {
  const reason = stringOf(last?.detail.reason);
  const parts = (...more: readonly string[]) => [words, ...more].filter((part) => part !== '').join('; ');
  const why = (text: string | null) => (text === null ? '' : `: ${text}`);
  switch (phase) {
    case 'awaiting-approval': {
      const half = approvals.length === 0 ? '' : 'one of two has approved';
      return parts(half, `can be approved until ${minuteOf(expires)}${why(because)}`);
    }
    case 'denied':
      return parts(`denied by ${last?.by ?? 'somebody'}${why(reason)}`);
    case 'undone':
      return parts(over ? 'it has run out, and was taken away' : 'taken back');
    case 'expired':
      return parts(`nobody approved it until ${minuteOf(expires)}`);
    default:
      return reason === null ? parts(standing[phase] ?? phase) : parts(reason);
  }
}

const standing: Partial<Readonly<Record<Phase, string>>> = {
  planned: '',
  approved: 'approved, and being carried out',
  acting: 'approved, and being carried out',
  done: 'done and verified',
  undoing: 'being taken back',
};

/** `2026-11-17 13:12 UTC`. */
function minuteOf(iso: string | null): string {
  return iso === null ? 'it runs out' : `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
