// What a successful call changed, besides being a call itself.
import type { FactAnswer, FactRequestOf, FactValue } from '../../../model/facts.ts';
import { type Gone, type Pending, pending } from '../../../model/observation.ts';
import type { Link } from '../../../model/owner.ts';
import type { Subject } from '../../../model/subject.ts';
import type { CloudTrailRecord } from './record.ts';

export interface Change {
  readonly subjects?: readonly Subject[];
  readonly pending?: readonly Pending[];
  readonly gone?: readonly Gone[];
  readonly links?: readonly Link[];
}

/** Reads the state that a successful call brought about. Called for successes only. */
export type ChangeReader = (record: CloudTrailRecord) => Change;
export type ChangeReaders = Readonly<Record<string, ChangeReader>>;

export const nothing: Change = {};

export function goneBy(
  record: Pick<CloudTrailRecord, 'account' | 'region'>,
  identity: string | null,
  instance: string | null = null,
): Change {
  if (identity === null || identity === '') return nothing;
  const { account, region } = record;
  return { gone: [{ identity, account, region, instance }] };
}

/**
 * A subject that the event tells in part: what the event says is laid over the fact, or over `blank` where the look-up fails.
 * Its names are the event's, so that findings stay on one identity whichever way the subject was seen.
 */
export function partOf<F extends 'repository' | 'host' | 'cluster'>(
  request: FactRequestOf<F>,
  blank: (reason: string) => FactValue<F> & Subject,
  overlay: (whole: FactValue<F> & Subject) => Subject,
): Pending {
  return pending(request, (answer: FactAnswer<F>) => {
    const bare = blank(answer.ok ? 'the look-up does not tell it' : answer.reason);
    return [
      {
        ...overlay(answer.ok ? (answer.value as FactValue<F> & Subject) : bare),
        id: bare.id,
        identity: bare.identity,
      },
    ];
  });
}

/**
 * Judges a subject anew as it is now, under the names the event gives it; where the look-up fails nothing is judged, since
 * the event alone says too little.
 */
export function lookAgain<F extends 'principal' | 'host' | 'security-group'>(
  request: FactRequestOf<F>,
  names: { readonly id: string; readonly identity: string },
): Pending {
  return pending(request, (answer: FactAnswer<F>) =>
    answer.ok ? [{ ...(answer.value as unknown as Subject), id: names.id, identity: names.identity }] : [],
  );
}
