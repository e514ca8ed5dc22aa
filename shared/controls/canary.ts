// The one control that judges the canary: no part of the catalogue, since nothing else judges a canary, and it nothing else.
// SPDX-License-Identifier: Apache-2.0
import { canaryControl } from '../model/canary.ts';
import { defineControl, evidence, fail, noParameters } from '../model/control.ts';

export const canary = defineControl({
  id: canaryControl,
  title: 'The canary is found',
  severity: 'low',
  stage: 'stable',
  judges: ['call'],
  parameters: noParameters,
  references: {},
  why: 'What is bad by design and is not found within a minute says that nothing else is either.',
  fix: 'Nothing: it is meant to fail.',
  allows: [],
  response: null,
  judge: () => fail([evidence('detail.sent', 'a canary', 'a finding', 'the canary was sent, and found')]),
});
