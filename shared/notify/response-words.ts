// What Slack, mail, webhook and terminal say of a response: how it stands, and what people can do where it is held back. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { HeldBy, Response } from '../model/response.ts';

interface Lead {
  readonly mark: string;
  readonly words: string;
}

const leads: Readonly<Record<Response['outcome'], Lead>> = {
  planned: { mark: '⏳', words: 'Seawall plans' },
  held: { mark: '✋', words: 'Seawall held back' },
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
  mode: 'Look at it yourself. Where Seawall is to answer such findings, set `mode: approve` or `mode: enforce` in the policy.',
  waiver:
    'Nothing, while that is meant. Once the waiver ends, Seawall answers the finding as the policy says.',
  protected:
    'Look at it yourself: Seawall never touches what is protected. Entries of your own are in `protected` of the policy; those built in stay.',
  'changed-since':
    'Look at what is there now. Seawall judges it anew at the next event or sweep, and answers that.',
  brake:
    'Decide on each: Approve and Deny here, or `seawall approve` and `seawall deny`. The action limit is `brake` in the policy; it lifts by itself.',
  idempotent: 'Nothing here: it is asked and done once. Decide on the finding that is named.',
  fight: 'Find out who keeps changing it, and mend it there; then approve or deny.',
  'kill-switch':
    'Mend it yourself, or turn the switch off (`seawall kill-switch off`; a parameter of Systems Manager is set to `off` there). What it held back is not made up for.',
  'guard-error':
    'Mend it yourself: Seawall could not make sure that acting is safe. The log of the function `respond` says more.',
};

/** What people can do about what holds a response back; null: nothing does. */
export function adviceOn({ outcome, heldBy }: Pick<Response, 'outcome' | 'heldBy'>): string | null {
  return heldBy === null || (outcome !== 'held' && outcome !== 'awaiting-approval') ? null : advice[heldBy];
}

/** Whether a response changes something, will, tried to, or asks people: that is told, however minor the finding. */
export function actsOrAsks(response: Response | null): boolean {
  if (response === null || response.action === 'notify' || observes(response)) return false;
  return response.outcome !== 'held';
}
