// What is written by hand for something new besides its own file: printed by `npm run new:<kind>`, and a table in CONTRIBUTING.md.
// SPDX-License-Identifier: Apache-2.0

export type Kind = 'control' | 'event' | 'report' | 'fact' | 'action';

export interface Part {
  readonly where: string;
  readonly what: string;
  /** What is red as long as it is missing. */
  readonly asks: string;
}

export const byHand: Readonly<Record<Kind, readonly Part[]>> = {
  control: [
    {
      where: 'events/controls/<id>.json or .yaml',
      what: 'a file on which it fires, where none of the story does; what it must know, in facts.json and seawall.yml there',
      asks: 'test/controls/firing.test.ts',
    },
  ],
  event: [
    {
      where: 'test/intake/events/native/kinds.test.ts',
      what: 'of native events: the least that a detail of each detail-type tells',
      asks: 'test/intake/events/native/kinds.test.ts',
    },
    {
      where: 'test/intake/events/cloudtrail/services.test.ts',
      what: 'of calls: a row for the service',
      asks: 'test/intake/events/cloudtrail/services.test.ts',
    },
    {
      where: 'deploy/resources/rules.yml',
      what: 'the source or the calls in the pattern of a rule, which delivers them',
      asks: 'test/docs/events.test.ts',
    },
    {
      where: 'events/',
      what: 'for the story: an event in the documented shape, its page named in events/README.md',
      asks: 'nothing: it is your choice',
    },
  ],
  report: [],
  fact: [
    {
      where: 'shared/gather/clients/<service>.ts',
      what: 'a command that no client knows yet; a service that is new, in services.ts there too',
      asks: 'test/gather/clients',
    },
    {
      where: 'test/gather/facts/',
      what: 'what it answers, and what it says where it cannot',
      asks: 'test/docs/tested.test.ts',
    },
  ],
  action: [
    {
      where: 'shared/respond/clients/<service>.ts',
      what: 'a command that no client knows yet; a service that is new, in services.ts there too',
      asks: 'test/respond/actions/clients.test.ts',
    },
    {
      where: 'shared/gather/kubernetes/operations.ts, deploy/kubernetes-respond.yml',
      what: 'operations of Kubernetes that no action called before',
      asks: 'test/respond/actions/cluster-role.test.ts',
    },
  ],
};

/** For the terminal, beside a scaffold. */
export function checklist(kind: Kind): readonly string[] {
  return byHand[kind].map(({ where, what, asks }) => `  [ ] ${where}: ${what} (${asks})`);
}

/** For CONTRIBUTING.md, in its section of that name. */
export function checklistTable(kind: Kind): readonly string[] {
  const rows = byHand[kind].map(({ where, what, asks }) => `| ${code(where)} | ${what} | ${code(asks)} |`);
  return ['', '| by hand besides | what | asked for by |', '|---|---|---|', ...rows, ''];
}

/** Paths and commands as code. */
function code(text: string): string {
  return text.replace(/(?:[\w-]+\/)+[\w<>*.-]*|npm run \w+|[\w-]*\.(?:ts|ya?ml|json|md)\b/g, '`$&`');
}
