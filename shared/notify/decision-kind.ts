// What people can decide where a message shows them a finding.

export const decisionKinds = ['approve', 'deny', 'acknowledge', 'waive', 'undo'] as const;
export type DecisionKind = (typeof decisionKinds)[number];
