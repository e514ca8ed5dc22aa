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
    description: 'evaluate files: task definitions, manifests, policies, templates, images, single events',
    load: async () => (await import('./commands/evaluate.ts')).evaluateCommand,
  },
  {
    name: 'certify',
    description: 'show whether an image is certified, by whom and since when, or why not',
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
    description: 'replay a sample breach: findings, Slack messages and planned responses, offline',
    load: async () => (await import('./commands/demo.ts')).demoCommand,
  },
  {
    name: 'init',
    description:
      'propose a commented policy from a snapshot or a record, and show which findings would notify people under it',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  {
    name: 'snapshot',
    description:
      'export the facts that evaluation needs from an account to one JSON file: read-only, secrets redacted',
    load: async () => (await import('./commands/snapshot.ts')).snapshotCommand,
  },
  {
    name: 'sweep',
    description:
      'evaluate everything that is running now, live or from a snapshot, and close findings on what no longer exists',
    load: async () => (await import('./commands/sweep.ts')).sweepCommand,
  },
  {
    name: 'findings',
    description: 'list the findings of a record, or show one with its history',
    load: async () => (await import('./commands/findings.ts')).findingsCommand,
  },
  {
    name: 'dashboard',
    description: 'serve a web page for a record, on this machine only: findings, timeline, coverage, trends',
    load: async () => (await import('./commands/dashboard.ts')).dashboardCommand,
  },
  {
    name: 'acknowledge',
    description: 'mark a finding as acknowledged (closes an incident)',
    load: async () => (await import('./commands/acknowledge.ts')).acknowledgeCommand,
  },
  {
    name: 'waive',
    description: 'waive a finding until a date; the policy limits how far ahead',
    load: async () => (await import('./commands/acknowledge.ts')).waiveCommand,
  },
  {
    name: 'respond',
    description: 'show which responses open findings would get, and what would hold them back',
    load: async () => (await import('./commands/respond.ts')).respondCommand,
  },
  {
    name: 'approve',
    description: 'approve a waiting response; with --live its frozen plan is carried out at once',
    load: async () => (await import('./commands/approve.ts')).approveCommand,
  },
  {
    name: 'deny',
    description: 'deny a waiting response: it is not carried out for this occurrence',
    load: async () => (await import('./commands/approve.ts')).denyCommand,
  },
  {
    name: 'undo',
    description: 'undo a response, unless something has changed since; without --live it only shows how',
    load: async () => (await import('./commands/undo.ts')).undoCommand,
  },
  {
    name: 'journal',
    description: 'show the response journal; --verify checks its integrity',
    load: async () => (await import('./commands/journal.ts')).journalCommand,
  },
  {
    name: 'kill-switch',
    former: 'brake',
    description: 'stop all responses at once, or allow them again',
    load: async () => (await import('./commands/kill-switch.ts')).killSwitchCommand,
  },
  {
    name: 'doctor',
    description: 'check a deployment end to end, read-only: what works, what does not, how to fix it',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    name: 'controls',
    description: 'list all controls, or show one with its parameters, references and examples',
    load: async () => (await import('./commands/controls.ts')).controlsCommand,
  },
  {
    name: 'explain',
    description: 'explain a control or a finding: what it means, why it matters, how to fix it',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  {
    name: 'test',
    description: 'run the examples of controls: the built-in ones and those of the policy',
    load: async () => (await import('./commands/test.ts')).testCommand,
  },
  {
    name: 'new-control',
    description: 'print or add a custom control to begin with, with examples that hold',
    load: async () => (await import('./commands/new-control.ts')).newControlCommand,
  },
  {
    name: 'completion',
    description: 'print a completion script for bash, zsh or fish',
    load: async () => (await import('./commands/completion.ts')).completionCommand,
  },
];
