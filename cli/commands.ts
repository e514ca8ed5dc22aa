// The commands in the order of the help page: each is loaded only when it is asked for, so that none waits for the others.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import type { ExitCode } from './terminal/exit.ts';

/** Adds arguments, options and action to a command that has its name and description; `finish` takes the exit code. */
export type DefineCommand = (command: Command, finish: (code: ExitCode) => void) => void;

export interface CommandEntry {
  readonly name: string;
  /** The name that older versions had, still accepted. */
  readonly former?: string;
  readonly description: string;
  readonly load: () => Promise<DefineCommand>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'evaluate',
    description: 'judge files: task definitions, manifests, policies, templates, images, single events',
    load: async () => (await import('./commands/evaluate.ts')).evaluateCommand,
  },
  {
    name: 'certify',
    description: 'say whether an image is certified, by whom and since when, or why not',
    load: async () => (await import('./commands/certify.ts')).certifyCommand,
  },
  {
    name: 'replay',
    description:
      'run histories through the whole pipeline: CloudTrail files, EventBridge events, EKS audit logs',
    load: async () => (await import('./commands/replay.ts')).replayCommand,
  },
  {
    name: 'demo',
    description: 'the whole pipeline on the bundled events, embedded',
    load: async () => (await import('./commands/demo.ts')).demoCommand,
  },
  {
    name: 'init',
    description:
      'propose a commented policy from a snapshot or a record, and show what would be loud and quiet under it',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  {
    name: 'snapshot',
    description:
      'export from an account, read-only, the facts that judging needs, to one JSON file, secrets redacted',
    load: async () => (await import('./commands/snapshot.ts')).snapshotCommand,
  },
  {
    name: 'sweep',
    description: 'judge everything that is running now, live or from a snapshot, and close what is gone',
    load: async () => (await import('./commands/sweep.ts')).sweepCommand,
  },
  {
    name: 'findings',
    description: 'list the findings of a record, or show one with its history',
    load: async () => (await import('./commands/findings.ts')).findingsCommand,
  },
  {
    name: 'dashboard',
    description: 'a web page over a record, on this machine only: findings, timeline, coverage, trends',
    load: async () => (await import('./commands/dashboard.ts')).dashboardCommand,
  },
  {
    name: 'acknowledge',
    description: 'say that a finding is known; an incident is thereby closed',
    load: async () => (await import('./commands/acknowledge.ts')).acknowledgeCommand,
  },
  {
    name: 'waive',
    description: 'let a finding be until a date; the policy limits how far away that may be',
    load: async () => (await import('./commands/acknowledge.ts')).waiveCommand,
  },
  {
    name: 'respond',
    description: 'show what would be done about open findings, and what would hold it back',
    load: async () => (await import('./commands/respond.ts')).respondCommand,
  },
  {
    name: 'approve',
    description: 'approve a response that waits; with --live its frozen plan is carried out at once',
    load: async () => (await import('./commands/approve.ts')).approveCommand,
  },
  {
    name: 'deny',
    description: 'deny a response that waits: it is not made for this occurrence',
    load: async () => (await import('./commands/approve.ts')).denyCommand,
  },
  {
    name: 'undo',
    description: 'take a response back, unless something was changed since; without --live it only shows how',
    load: async () => (await import('./commands/undo.ts')).undoCommand,
  },
  {
    name: 'journal',
    description: 'what was decided and done about findings, and whether the account of it is whole',
    load: async () => (await import('./commands/journal.ts')).journalCommand,
  },
  {
    name: 'kill-switch',
    former: 'brake',
    description: 'stop all responses at once, or let them go on',
    load: async () => (await import('./commands/kill-switch.ts')).killSwitchCommand,
  },
  {
    name: 'doctor',
    description: 'examine a deployment from end to end, read-only: what is well, what is not, what to do',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    name: 'controls',
    description: 'show the catalogue, or one control with its parameters, references and examples',
    load: async () => (await import('./commands/controls.ts')).controlsCommand,
  },
  {
    name: 'explain',
    description: 'what a control or a finding means, why it matters, how to mend it',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  {
    name: 'test',
    description: 'run the examples of controls: the built-in ones and those of the policy',
    load: async () => (await import('./commands/test.ts')).testCommand,
  },
  {
    name: 'completion',
    description: 'a script that completes commands, options and controls in bash, zsh or fish',
    load: async () => (await import('./commands/completion.ts')).completionCommand,
  },
];
