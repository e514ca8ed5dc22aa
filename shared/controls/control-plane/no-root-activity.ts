// The root user at work.
// SPDX-License-Identifier: Apache-2.0
import type { CallSubject } from '../../model/call.ts';
import { defineControl, evidence, fail, noParameters, notApplicable, pass } from '../../model/control.ts';
import { cloudTrail, rootUser } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

export const noRootActivity = defineControl({
  id: 'control-plane/no-root-activity',
  title: 'The root user is not used',
  severity: 'critical',
  stage: 'stable',
  judges: ['call'],
  parameters: noParameters,
  references: {
    nist: ['4.3.1'],
    cis: ['CIS AWS Foundations 1.6'],
    fsbp: ['IAM.4'],
    attack: ['T1078.004'],
  },
  why: 'No policy limits the root user of a stand-alone account, and it cannot be traced to a person: its credentials give access to everything.',
  fix: 'Find out who signed in. Use roles for all work; keep root behind hardware MFA for the few tasks that need it, or remove its credentials centrally (AWS Organizations).',
  allows: ['reads and failed calls', 'calls that a service makes on the account’s behalf'],
  response: null,
  judge: (call) => {
    if (!call.actor.root) return notApplicable('not the root user');
    if (!call.succeeded || (call.readOnly && !isSignIn(call))) return pass;
    if (onBehalf(call)) return pass;
    const what = isSignIn(call) ? 'signed in to the console' : `called ${call.service}:${call.operation}`;
    return fail([evidence('userIdentity.type', 'Root', null, `the root user ${what}`)]);
  },
});

function isSignIn(call: CallSubject): boolean {
  return call.service === 'signin' && call.operation === 'ConsoleLogin';
}

/** `signin.amazonaws.com` is the console, so a person; any other service acts by itself. */
function onBehalf({ actor }: CallSubject): boolean {
  return actor.invokedBy !== null && actor.invokedBy !== 'signin.amazonaws.com';
}

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a console sign-in',
      given: cloudTrail('signin', 'ConsoleLogin', {
        eventType: 'AwsConsoleSignIn',
        userIdentity: rootUser,
        responseElements: { ConsoleLogin: 'Success' },
        additionalEventData: { MFAUsed: 'Yes' },
      }),
      at: 'userIdentity.type',
    },
    {
      says: 'a changing call',
      given: cloudTrail('iam', 'CreateUser', {
        userIdentity: rootUser,
        requestParameters: { userName: 'spare' },
      }),
      at: 'userIdentity.type',
    },
  ],
  passes: [
    {
      says: 'a failed sign-in',
      given: cloudTrail('signin', 'ConsoleLogin', {
        eventType: 'AwsConsoleSignIn',
        userIdentity: rootUser,
        errorMessage: 'Failed authentication',
        responseElements: { ConsoleLogin: 'Failure' },
      }),
    },
    {
      says: 'a service acting for the account',
      given: cloudTrail('iam', 'CreateServiceLinkedRole', {
        userIdentity: { ...rootUser, invokedBy: 'autoscaling.amazonaws.com' },
        requestParameters: { aWSServiceName: 'autoscaling.amazonaws.com' },
      }),
    },
  ],
  notApplicable: [
    {
      says: 'another caller',
      given: cloudTrail('iam', 'CreateUser', { requestParameters: { userName: 'kim' } }),
    },
  ],
});
