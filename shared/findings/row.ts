// What a store keeps of one control on one identity: what was seen, what people decided, what was told.
// SPDX-License-Identifier: Apache-2.0
import type { ChangeType, FindingStatus } from '../model/finding.ts';
import { idOf, type RowKey } from './identity.ts';
import type { Life, Look } from './look.ts';
import { nothingSeen, type Sightings } from './sightings.ts';

export interface Acknowledgement {
  readonly by: string;
  /** ISO time. */
  readonly at: string;
  readonly reason: string | null;
  /** The finding's lastSeen when it was acknowledged: what came later was not. */
  readonly upTo: string;
  /** Whether whoever did may approve responses; left out in what was recorded before it was kept. */
  readonly approver?: boolean;
}

export interface HumanWaiver {
  readonly by: string;
  readonly at: string;
  readonly reason: string;
  /** A date (to the end of that day, UTC) or an ISO time. */
  readonly until: string;
}

export interface Remediation {
  /** The response that is at work. */
  readonly response: string;
  readonly at: string;
  /** ISO time after which the response counts as failed. */
  readonly until: string;
}

export interface RowDecisions {
  readonly acknowledged: Acknowledgement | null;
  readonly waived: HumanWaiver | null;
  readonly remediating: Remediation | null;
}

/** One line of a finding's history: a change as it was told, in the order told. */
export interface HistoryEntry {
  /** 1, 2, 3 … within the finding. */
  readonly seq: number;
  readonly type: ChangeType;
  readonly at: string;
  readonly previous: FindingStatus | null;
  readonly status: FindingStatus;
  readonly severity: string;
  readonly eventId: string;
  readonly replayed: boolean;
  /** Who decided, where somebody did. */
  readonly by: string | null;
  readonly reason: string | null;
}

/** What was told so far: a log in the order seen, outside the promise that order makes no difference. */
interface Told {
  readonly status: FindingStatus | null;
  readonly dormant: boolean;
  readonly reopened: number;
  readonly last: HistoryEntry | null;
}

export interface Row extends RowKey {
  readonly id: string;
  /** The id under which the row lies, where an older version wrote it (docs/decisions/020): its logs bear that too. */
  readonly former?: string;
  /** The finding that it began as, before its owner was confirmed: told in the same message. */
  readonly joined?: string;
  readonly life: Life;
  /** Grows by one with every write; 0 was never written. */
  readonly version: number;
  readonly seen: Sightings;
  readonly decided: RowDecisions;
  readonly told: Told;
}

const nothingDecided: RowDecisions = { acknowledged: null, waived: null, remediating: null };

/** A row that has seen nothing yet. */
export function newRow({ key, life }: Pick<Look, 'key' | 'life'>): Row {
  const { control, identity, cluster, account, region } = key;
  return {
    id: idOf(key),
    control,
    identity,
    cluster,
    account,
    region,
    life,
    version: 0,
    seen: nothingSeen,
    decided: nothingDecided,
    told: { status: null, dormant: false, reopened: 0, last: null },
  };
}
