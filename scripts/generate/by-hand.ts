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
      where: 'deploy/resources/rules.yml',
      what: 'of what is no threat and no call of a tool: a rule that delivers it',
      asks: 'test/docs/events.test.ts',
    },
    {
      where: 'deploy/member-account.yml',
      what: 'where those of member accounts are wanted too: the source in a rule that forwards',
      asks: 'nothing: it is your choice',
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
