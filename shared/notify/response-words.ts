// What Slack, mail, webhook and terminal say of a response: how it stands, and what people can do where it is held back. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { HeldBy, KeptEvidence, Response } from '../model/response.ts';

interface Lead {
  readonly mark: string;
  readonly words: string;
}

const leads: Readonly<Record<Response['outcome'], Lead>> = {
  planned: { mark: '⏳', words: 'Seawall plans' },
  held: { mark: '✋', words: 'Not done' },
  'awaiting-approval': { mark: '👉', words: 'Seawall asks for your approval' },
  done: { mark: '🔧', words: 'Seawall' },
  failed: { mark: '⚠️', words: 'Seawall failed' },
};

/** What Seawall did, would do or asks for. Hostile: the reason names things out of the event. */
export function responseLine(response: Response): string {
  return `${observes(response) ? '👁️' : leads[response.outcome].mark} ${responseText(response)}`;
}

/** The same without its mark. */
export function responseText(response: Response): string {
  const { outcome, reason } = response;
  return observes(response) ? `Seawall ${reason}` : `${leads[outcome].words}: ${reason}`;
}

function observes({ outcome, mode }: Response): boolean {
  return outcome === 'planned' && mode === 'observe';
}

const advice: Readonly<Record<HeldBy, string>> = {
  mode: 'Review it yourself. If Seawall should respond to such findings, set `mode: approve` or `mode: enforce` in the policy.',
  waiver: 'Nothing, as long as the waiver is intended. When it ends, Seawall responds as the policy says.',
  protected:
    'Review it yourself: Seawall never changes protected subjects. Your own entries are in `protected` of the policy; the built-in ones cannot be removed.',
  'changed-since':
    'Check the current state. Seawall evaluates it again at the next event or sweep and responds to that.',
  brake:
    'Decide on each: Approve and Deny here, or `seawall approve` and `seawall deny`. The action limit is set by `brake` in the policy and resets by itself.',
  idempotent: 'Nothing here: the same calls are approved and made once. Decide on the finding that is named.',
  fight: 'Find out who keeps changing it and fix it there; then approve or deny.',
  'kill-switch':
    'Fix it yourself, or turn the kill switch off (`seawall kill-switch off`; if the switch is a Systems Manager parameter, set it to `off`). Responses that it held back are not made up later.',
  'guard-error':
    'Fix it yourself: Seawall could not confirm that acting is safe. See the log of the function `respond`.',
};

/** What people can do about what holds a response back; null: nothing does. */
export function adviceOn({ outcome, heldBy }: Pick<Response, 'outcome' | 'heldBy'>): string | null {
  return heldBy === null || (outcome !== 'held' && outcome !== 'awaiting-approval') ? null : advice[heldBy];
}

/**
 * Whether a response changes something, will, tried to, or asks people: that is told, however minor the finding; and so is what became
 * of a question, which nothing but its answer or its end holds back.
 */
export function actsOrAsks(response: Response | null): boolean {
  if (response === null || response.action === 'notify' || observes(response)) return false;
  return response.outcome !== 'held' || response.heldBy === null;
}

/** What was kept before a workload was stopped, and what could not be. Hostile: reasons come from the platform. */
export function evidenceText({ place, sha256, missing }: KeptEvidence): string {
  const reasons = missing.join('; ');
  if (place === null) return `No evidence was kept: ${reasons === '' ? 'there was none' : reasons}`;
  const kept = `Evidence kept before it was stopped: ${place} (SHA-256 ${sha256?.slice(0, 12) ?? 'not known'}…)`;
  return reasons === '' ? kept : `${kept}; missing: ${reasons}`;
}
