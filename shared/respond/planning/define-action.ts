// defineAction: all that there is to an action, in its one file. The index, plans without a platform, baselines, the page of
// responses and what the responder's role may do are derived from it.
// SPDX-License-Identifier: Apache-2.0
import type { BaselinePart } from '../../model/baseline.ts';
import type { Finding } from '../../model/finding.ts';
import type { ResponseAction } from '../../model/response.ts';
import type { Action, ActionContext, EvidenceGathering } from './action.ts';
import type { OfflinePlan } from './offline.ts';
import { type Plan, type Planning, preparing } from './planning.ts';

/** Telling people changes nothing on the platform. */
export type ActionName = Exclude<ResponseAction, 'notify'>;

/** What an action is about, in the order of docs/responses.md. */
export const actionGroups = ['workloads', 'access', 'platform', 'pipeline'] as const;
export type ActionGroup = (typeof actionGroups)[number];

/** Where the calls go: to one Region of the finding's account, or to a service that has no Regions, as IAM. */
export type Scope = 'region' | 'account';

/** Writes, and the resources that they work on (Service Authorization Reference): a statement in the policy of the role that changes things. */
export interface RoleGrant {
  readonly allows: readonly string[];
  /** `ecr:repository/*`: ARNs in the account, without partition, Region and account. `*`: the writes know no resources. */
  readonly on: readonly string[];
  /** Keys of the request, and what they must equal. */
  readonly where?: Readonly<Record<string, string>>;
  /** Why it is allowed, where that is not plain. */
  readonly why?: string;
}

export interface ActionDescription<Name extends ActionName = ActionName> {
  /** The name of its file. */
  readonly name: Name;
  readonly group: ActionGroup;
  /** The part of its subject that it puts back as it was last found compliant, which is therefore kept; null: it needs no former state. */
  readonly restores: BaselinePart | null;
  /** IAM actions that preparing and verifying read with, and operations of Kubernetes. What it is granted is added. */
  readonly permissions: readonly string[];
  /** What sending and undoing write, and on what: the templates in deploy/ are written from it. Empty: it writes to clusters only. */
  readonly grants: readonly RoleGrant[];
  /** How it can be undone, in words; null: it cannot. */
  readonly reversible: string | null;
  /** Whether its plans have an end, at which they are taken away; left out: they have none. */
  readonly runsOut?: boolean;
  readonly limits: string;
  /** What it destroys is looked at and kept before; left out: it destroys nothing that could be kept. */
  readonly evidence?: EvidenceGathering;
  readonly scope: Scope | ((finding: Finding) => Scope);
  /** Reads what is there now and plans the smallest change, and its undo. */
  readonly plan: (finding: Finding, planning: Planning, context: ActionContext) => Promise<Plan>;
  /** The same from the finding alone, for replays: built with the same calls. */
  readonly planOffline: (finding: Finding) => OfflinePlan;
}

export interface DefinedAction<Name extends ActionName = ActionName>
  extends ActionDescription<Name>,
    Pick<Action, 'prepare'> {}

export function defineAction<const Name extends ActionName>(
  description: ActionDescription<Name>,
): DefinedAction<Name> {
  const { scope, plan, restores } = description;
  return {
    ...description,
    permissions: permissionsOf(description),
    prepare(finding, api, context = {}) {
      const { account, region } = finding.subject;
      const found = typeof scope === 'string' ? scope : scope(finding);
      const place = { account, region: found === 'region' ? region : null };
      return preparing(place, api, (planning) => plan(finding, planning, known(context, restores)));
    },
  };
}

/** Reading evidence is granted too, and is no part of the action itself. */
function permissionsOf({ permissions, grants, evidence }: ActionDescription): readonly string[] {
  const granted = grants.flatMap(({ allows }) => allows);
  const own = granted.filter((one) => evidence?.permissions.includes(one) !== true);
  return [...new Set([...permissions, ...own])];
}

/** A former state is there only for those that say so: what nobody says is not kept either. */
function known({ formerly, ...context }: ActionContext, restores: BaselinePart | null): ActionContext {
  return restores === null || formerly === undefined ? context : { ...context, formerly };
}
