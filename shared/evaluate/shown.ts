// What leaves a judgement, free of credentials: whoever names things may have put one anywhere. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { ImageUsers } from '../model/image-users.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Observation } from '../model/observation.ts';
import { remembered } from '../model/remembered.ts';
import { refOf, type Subject, type SubjectRef } from '../model/subject.ts';
import type { Evidence } from '../model/verdict.ts';
import { forShowing, forShowingOwn, redacted, redactedText } from '../secrets/redact.ts';

/** What a verdict tells of its subject. */
export interface ShownSubject {
  readonly subject: SubjectRef;
  readonly identity: string;
  readonly cluster: string | null;
  readonly namespace: string | null;
  readonly tags: Readonly<Record<string, string>> | null;
  readonly instance: string | null;
  readonly madeFrom: string | null;
  readonly uid: string | null;
  readonly ownIdentity: string | null;
}

/** Asked once for all controls that judge the subject. */
export const shownSubject = remembered((subject: Subject): ShownSubject => {
  const { kind, platform, account, region, id, name } = refOf(subject);
  return {
    subject: {
      kind,
      platform,
      id: text(id),
      name: text(name),
      account: maybe(account),
      region: maybe(region),
    },
    identity: text(subject.identity),
    cluster: maybe(subject.cluster),
    namespace: maybe(subject.namespace),
    tags: subject.tags === null ? null : shown(subject.tags),
    instance: maybe(instanceOf(subject)),
    ...shownNames(subject),
  };
});

function shownNames(subject: Subject): Pick<ShownSubject, 'madeFrom' | 'uid' | 'ownIdentity'> {
  if (subject.kind !== 'workload') return { madeFrom: null, uid: null, ownIdentity: null };
  const { family, uid, ownIdentity } = subject;
  return { madeFrom: maybe(family), uid: maybe(uid), ownIdentity: maybe(ownIdentity) };
}

function instanceOf(subject: Subject): string | null {
  if (subject.kind === 'workload') return subject.instance;
  return subject.id === subject.identity ? null : subject.id;
}

/** The observation as the record and reports are told of it. What is judged, and looked up, stays as it came. */
export const shownObservation = remembered((observation: Observation): Observation => {
  const { id, name, actor, gone, links, ref } = observation;
  const { file, ...place } = ref;
  // Of a file: nobody acted, nothing ended, and what stands at a place has neither an id nor a time of its own.
  if (actor === null && gone.length === 0 && links === undefined) {
    const isPlace = place.eventId === null && place.time === null;
    const shownRef = isPlace ? ref : { file, ...shown(place, forShowingOwn) };
    return { ...observation, id: text(id), name: text(name), ref: shownRef };
  }
  const clean = shown(
    { id, name, actor, gone, place, ...(links === undefined ? {} : { links }) },
    forShowingOwn,
  );
  return { ...observation, ...clean, ref: { file, ...clean.place } };
});

export function shownEvidence(evidence: readonly Evidence[]): readonly Evidence[] {
  return evidence.map(({ path, found, wanted, message }) => ({
    path: text(path),
    found: value(found),
    wanted: value(wanted),
    message: text(message),
  }));
}

export function shownUsers(users: ImageUsers): ImageUsers {
  return shown(users);
}

export function shownReason(reason: string | null): string | null {
  return maybe(reason);
}

function text(given: string): string {
  return redactedText(null, given, forShowing);
}

function maybe(given: string | null): string | null {
  return given === null ? null : text(given);
}

function value(given: Json): Json {
  if (typeof given === 'string') return text(given);
  return typeof given === 'object' && given !== null ? (shown({ given }).given ?? null) : given;
}

/** Only texts change, and keys of maps: what had a type has it still. */
function shown<T extends object>(given: T, redaction = forShowing): T {
  return redacted(given as unknown as JsonObject, redaction) as unknown as T;
}
