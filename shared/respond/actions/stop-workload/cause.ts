// What of a workload is to blame: the topmost owner that does not pass as it is, or single pods that their owner has nothing to do with.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../../model/finding.ts';
import { dig, numberOf } from '../../../model/json.ts';
import type { ActionContext } from '../../planning/action.ts';
import { changed, type Planning } from '../../planning/planning.ts';
import { findAt, manifestOf, type OwnerReference, shown } from '../../platform/kubernetes-objects.ts';
import { hasEnded } from './pods.ts';

interface Blame {
  /** Null: none of them. */
  readonly cause: OwnerReference | null;
  /** Why the owner is not to blame. */
  readonly inOrder: string;
}

/** `chain`: an object and its owners, the topmost last. */
export async function causeOf(
  { kind }: Finding,
  chain: readonly OwnerReference[],
  context: ActionContext,
): Promise<Blame> {
  let inOrder = '';
  for (const owner of chain.toReversed()) {
    // What was done in a pod its manifest does not show.
    const why = owner.kind === 'Pod' && kind === 'incident' ? null : await whyInOrder(owner, context);
    if (why === null) return { cause: owner, inOrder };
    inOrder ||= why;
  }
  return { cause: null, inOrder };
}

async function whyInOrder(owner: OwnerReference, { passes }: ActionContext): Promise<string | null> {
  if (numberOf(dig(owner.object, 'spec', 'replicas')) === 0) return `${shown(owner)} runs nothing`;
  return (await passes?.(manifestOf(owner))) === true
    ? `${shown(owner)} passes as it is: another template changes nothing`
    : null;
}

/** The pods of the finding that run and do not pass, although what they are kept on does. */
export async function badPods(
  { instances }: Finding,
  { at }: OwnerReference,
  inOrder: string,
  { planning, passes }: Pick<ActionContext, 'passes'> & { readonly planning: Planning },
): Promise<readonly OwnerReference[]> {
  const bad: OwnerReference[] = [];
  for (const name of instances) {
    const pod = await findAt('Pod', { ...at, name }, planning);
    if (pod !== null && !hasEnded(pod) && (await passes?.(manifestOf(pod))) === false) bad.push(pod);
  }
  return bad.length === 0 ? changed(inOrder) : bad;
}
