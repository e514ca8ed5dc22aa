// Small CloudTrail, EventBridge and audit records for the tests of intake, and shorthands to read them.
import type { IntakeContext } from '../../../shared/intake/events/context.ts';
import { readEvent } from '../../../shared/intake/events/read.ts';
import type { CallSubject } from '../../../shared/model/call.ts';
import type { FactAnswer } from '../../../shared/model/facts.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Observation, Pending } from '../../../shared/model/observation.ts';
import type { Subject, SubjectKind, SubjectOf } from '../../../shared/model/subject.ts';

export const account = '111122223333';
export const region = 'eu-central-1';
export const context: IntakeContext = {
  ref: { file: 'f', index: 0, eventId: null, time: null },
  people: null,
};
export const withPipelines = (...deliveryPipelines: readonly string[]): IntakeContext => ({
  ...context,
  people: { orchestrators: null, systemAdministrators: null, breakGlass: null, deliveryPipelines },
});

export const kim: JsonObject = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLE',
  arn: `arn:aws:iam::${account}:user/kim`,
  accountId: account,
  userName: 'kim',
};

export function session(role: string, name: string, more: JsonObject = {}): JsonObject {
  const bare = role.slice(role.lastIndexOf('/') + 1);
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE:${name}`,
    arn: `arn:aws:sts::${account}:assumed-role/${bare}/${name}`,
    accountId: account,
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/${role}`, userName: bare },
      attributes: { mfaAuthenticated: 'false' },
    },
    ...more,
  };
}

/** A successful call by kim. */
export function call(eventName: string, requestParameters: unknown, more: JsonObject = {}): JsonObject {
  const [service = '', name = ''] = eventName.split(':');
  return {
    eventVersion: '1.11',
    eventSource: `${service}.amazonaws.com`,
    eventName: name,
    eventTime: '2026-11-02T09:12:00Z',
    awsRegion: region,
    recipientAccountId: account,
    eventID: '0b1c2d3e-0000-4000-8000-000000000001',
    eventType: 'AwsApiCall',
    managementEvent: true,
    readOnly: false,
    userIdentity: kim,
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2',
    requestParameters: requestParameters as JsonObject | null,
    responseElements: null,
    ...more,
  };
}

export function native(detailType: string, detail: unknown, more: JsonObject = {}): JsonObject {
  return {
    version: '0',
    id: 'e1',
    'detail-type': detailType,
    source: 'aws.test',
    account,
    time: '2026-11-02T09:12:00Z',
    region,
    resources: [],
    detail: detail as JsonObject,
    ...more,
  };
}

export function observe(raw: unknown, told: IntakeContext = context): Observation {
  const intake = readEvent(raw, told);
  if (intake.kind !== 'observed') throw new Error(`${intake.kind}: ${intake.reason}`);
  return intake.observation;
}

/** Why a record is not observed. */
export function reason(raw: unknown, told: IntakeContext = context): string {
  const intake = readEvent(raw, told);
  return intake.kind === 'observed'
    ? `observed ${intake.observation.name}`
    : `${intake.kind}: ${intake.reason}`;
}

export const noFacts: FactAnswer = { ok: false, code: 'no-facts', reason: 'no facts' };

/** One answer for the first question, or one for each fact; others are not known. */
export type Answers = FactAnswer | { readonly [fact: string]: FactAnswer | undefined };

/** Every subject, the pending ones completed with `answers`. */
export function subjects(observation: Observation, answers: Answers = noFacts): readonly Subject[] {
  return [...observation.subjects, ...observation.pending.flatMap((one) => completed(one, answers))];
}

export function completed(one: Pending, answers: Answers): readonly Subject[] {
  const single = 'ok' in answers ? (answers as FactAnswer) : null;
  const answer = single ?? (answers as Exclude<Answers, FactAnswer>)[one.request.fact] ?? noFacts;
  const further = single === null ? answers : noFacts;
  return one.complete(answer).flatMap((next) => ('request' in next ? completed(next, further) : [next]));
}

/** The only subject of one kind. */
export function the<K extends SubjectKind>(kind: K, raw: unknown, answers: Answers = noFacts): SubjectOf<K> {
  const found = subjects(observe(raw), answers).filter(
    (subject): subject is SubjectOf<K> => subject.kind === kind,
  );
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} subjects of kind ${kind}`);
  return first;
}

export function callIn(raw: unknown, told: IntakeContext = context): CallSubject {
  const found = observe(raw, told).subjects.find((subject) => subject.kind === 'call');
  if (found?.kind !== 'call') throw new Error('no call');
  return found;
}
