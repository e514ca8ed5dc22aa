// What people can decide about a finding or the response to it.
// SPDX-License-Identifier: Apache-2.0

export const decisionKinds = ['approve', 'deny', 'acknowledge', 'waive', 'undo'] as const;
export type DecisionKind = (typeof decisionKinds)[number];
