// What a successful call changed, besides being a call itself.
// SPDX-License-Identifier: Apache-2.0
import { regionalArn } from '../../../model/arn.ts';
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

/** The end of what has this name, as far as `look` does not find it still there. */
export function goneBy(
  { account, region }: Pick<CloudTrailRecord, 'account' | 'region'>,
  identity: string | null,
  look: (names: Names) => Pending,
): Change {
  if (identity === null || identity === '') return nothing;
  return { gone: [{ identity, account, region, instance: null, look: look({ id: identity, identity }) }] };
}

/** The end of an EC2 instance, or of its part as a container host. */
export function goneHost(place: Pick<CloudTrailRecord, 'account' | 'region'>, instanceId: string): Change {
  const { account, region } = place;
  return goneBy(place, regionalArn(place, 'ec2', `instance/${instanceId}`) ?? instanceId, (names) =>
    lookAgain({ fact: 'host', account, region, instanceId }, names),
  );
}

interface Names {
  readonly id: string;
  readonly identity: string;
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
export function lookAgain<F extends 'principal' | 'host' | 'security-group' | 'repository' | 'cluster'>(
  request: FactRequestOf<F>,
  names: Names,
): Pending {
  return pending(request, (answer: FactAnswer<F>) =>
    answer.ok ? [{ ...(answer.value as unknown as Subject), id: names.id, identity: names.identity }] : [],
  );
}
